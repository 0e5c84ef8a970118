import type { FromPage, Range } from "../../protocol/panel.ts";

/** Reads what came from the results page; anything that is no message of ours is undefined. */
export function readMessage(value: unknown): FromPage | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, runId, offset, count, rows, columns, header } = value as Readonly<Record<string, unknown>>;
  if (type === "ready") return { type };
  if (typeof runId !== "string") return undefined;
  switch (type) {
    case "rows":
      return isPlace(offset) && isPlace(count) && count <= MAX_ROWS ? { type, runId, offset, count } : undefined;
    case "copy": {
      const [across, down] = [readRange(columns), readRange(rows)];
      return across && down && typeof header === "boolean"
        ? { type, runId, rows: down, columns: across, header }
        : undefined;
    }
    case "cancel":
    case "reveal":
    case "runAgain":
    case "wayOut":
      return { type, runId };
    default:
      return undefined;
  }
}

/** More than the page ever asks for at once. */
const MAX_ROWS = 1000;

function readRange(value: unknown): Range | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { start, end } = value as Readonly<Record<string, unknown>>;
  return isPlace(start) && isPlace(end) && start <= end ? { start, end } : undefined;
}

function isPlace(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
