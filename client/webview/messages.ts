import type { ShownRun, ToPage } from "../protocol/panel.ts";

type Members = Readonly<Record<string, unknown>>;

/** Reads what came from the extension; anything that is no message of ours is undefined. Cells are judged where they are shown. */
export function readMessage(value: unknown): ToPage | undefined {
  if (!isObject(value)) return undefined;
  switch (value["type"]) {
    case "run":
      return value["run"] === null || isRun(value["run"]) ? { type: "run", run: value["run"] } : undefined;
    case "rows": {
      const { runId, page } = value;
      const fits = isText(runId) && isObject(page) && isCount(page["offset"]) && isListOf(page["rows"], Array.isArray);
      return fits ? (value as unknown as ToPage) : undefined;
    }
    case "rowsFailed": {
      const { runId, offset, failure } = value;
      return isText(runId) && isCount(offset) && isFailure(failure) ? (value as unknown as ToPage) : undefined;
    }
    default:
      return undefined;
  }
}

function isRun(value: unknown): value is ShownRun {
  if (!isObject(value)) return false;
  const { runId, title, phase, columns, rowCount, elapsedMs, completeness, notes, failure, wayOutTitle } = value;
  return (
    isText(runId) &&
    isText(title) &&
    isText(phase) &&
    ["running", "done", "failed", "cancelled"].includes(phase) &&
    isListOf(columns, (column) => isObject(column) && isText(column["name"]) && isText(column["type"])) &&
    isCount(rowCount) &&
    typeof elapsedMs === "number" &&
    (completeness === undefined || (isObject(completeness) && isText(completeness["verdict"]))) &&
    isListOf(notes, (note) => isObject(note) && isText(note["code"]) && isText(note["message"])) &&
    (failure === undefined || isFailure(failure)) &&
    (wayOutTitle === undefined || isText(wayOutTitle))
  );
}

function isFailure(value: unknown): boolean {
  if (!isObject(value) || !isText(value["code"]) || !isText(value["message"])) return false;
  return value["wayOut"] === undefined || (isObject(value["wayOut"]) && isText(value["wayOut"]["text"]));
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isListOf(value: unknown, fits: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits);
}
