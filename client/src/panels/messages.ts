import type { ComparedKind, Sort, SortKey } from "../../../server/protocol/results.ts";
import type { CopyFormat, FromPage, Range } from "../../protocol/panel.ts";

type Members = Readonly<Record<string, unknown>>;

/** Reads what came from the results page; anything that is no message of ours is undefined. */
export function readMessage(value: unknown): FromPage | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const message = value as Members;
  if (message["type"] === "ready") return { type: "ready" };
  return typeof message["runId"] === "string" ? aboutRun(message["runId"], message) : aboutTab(message);
}

function aboutRun(runId: string, message: Members): FromPage | undefined {
  const { type, offset, count, rows, columns, format, sort, kinds, at } = message;
  switch (type) {
    case "rows":
      return isPlace(offset) && isPlace(count) && count <= MAX_ROWS ? { type, runId, offset, count } : undefined;
    case "changes":
      return isPlace(offset) && isPlace(count) && count <= MAX_ROWS ? { type, runId, offset, count } : undefined;
    case "comparison":
      return isPlace(offset) && isPlace(count) && count <= MAX_ROWS && isKinds(kinds)
        ? { type, runId, kinds, offset, count }
        : undefined;
    case "openDiff":
      return isPlace(at) ? { type, runId, at } : undefined;
    case "copy": {
      const [across, down] = [readRange(columns), readRange(rows)];
      return across && down && isFormat(format) ? { type, runId, rows: down, columns: across, format } : undefined;
    }
    case "sort": {
      const wish = readSort(sort);
      return wish === undefined ? undefined : { type, runId, sort: wish };
    }
    case "cancel":
    case "commit":
    case "reveal":
    case "runAgain":
    case "refresh":
    case "wayOut":
    case "copyAs":
    case "sortAs":
    case "reduced":
    case "chartRows":
    case "openBeside":
      return { type, runId };
    default:
      return undefined;
  }
}

function isKinds(value: unknown): value is readonly ComparedKind[] {
  return Array.isArray(value) && value.every((kind) => kind === "added" || kind === "removed" || kind === "changed");
}

function aboutTab({ type, tab, pinned }: Members): FromPage | undefined {
  if (typeof tab !== "string") return undefined;
  switch (type) {
    case "selectTab":
    case "closeTab":
    case "closeOtherTabs":
      return { type, tab };
    case "pinTab":
      return typeof pinned === "boolean" ? { type, tab, pinned } : undefined;
    default:
      return undefined;
  }
}

const formats: readonly CopyFormat[] = ["tsv", "json", "markdown"];

/** Whether something names a format that can be copied. */
export function isFormat(value: unknown): value is CopyFormat {
  return formats.some((format) => format === value);
}

function readSort(value: unknown): Sort | null | undefined {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_SORT_KEYS) return undefined;
  const keys = value.flatMap((key: unknown) => readSortKey(key) ?? []);
  return keys.length === value.length ? keys : undefined;
}

function readSortKey(value: unknown): SortKey | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { column, direction } = value as Members;
  const fits = typeof column === "string" && (direction === "asc" || direction === "desc");
  return fits ? { column, direction } : undefined;
}

/** More columns than anyone orders by. */
const MAX_SORT_KEYS = 100;

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
