import type { ShownRun, TabMark, ToPage } from "../protocol/panel.ts";
import { isChangePage, isComparison, isComparisonPage } from "./changeMessages.ts";
import { isCount, isListOf, isObject, isOneOf, isText } from "./guards.ts";

/** Reads what came from the extension; anything that is no message of ours is undefined. Cells are judged where they are shown. */
export function readMessage(value: unknown): ToPage | undefined {
  if (!isObject(value)) return undefined;
  switch (value["type"]) {
    case "run":
      return value["run"] === null || isRun(value["run"]) ? { type: "run", run: value["run"] } : undefined;
    case "rows": {
      const { runId, page } = value;
      const fits = isText(runId) && isObject(page) && isCount(page["offset"]) && isListOf(page["rows"], Array.isArray);
      return fits && (page["sort"] === undefined || isSort(page["sort"])) ? (value as unknown as ToPage) : undefined;
    }
    case "tabs": {
      const { tabs, active } = value;
      return isListOf(tabs, isTab) && (active === null || isText(active)) ? (value as unknown as ToPage) : undefined;
    }
    case "reduced":
      return isText(value["runId"]) && isReduced(value["table"]) ? (value as unknown as ToPage) : undefined;
    case "changes":
      return isText(value["runId"]) && isChangePage(value["page"]) ? (value as unknown as ToPage) : undefined;
    case "comparison":
      return isText(value["runId"]) && isComparisonPage(value["page"]) ? (value as unknown as ToPage) : undefined;
    case "chartRows":
      return isText(value["runId"]) && isListOf(value["rows"], Array.isArray)
        ? (value as unknown as ToPage)
        : undefined;
    case "copySelection":
      return isOneOf(value["format"], ["tsv", "json", "markdown"]) ? (value as unknown as ToPage) : undefined;
    case "rowsFailed": {
      const { runId, offset, failure } = value;
      return isText(runId) && isCount(offset) && isFailure(failure) ? (value as unknown as ToPage) : undefined;
    }
    case "chartFailed":
      return isText(value["runId"]) && isFailure(value["failure"]) ? (value as unknown as ToPage) : undefined;
    case "requestFailed": {
      const { runId, request, failure } = value;
      const fits = isOneOf(request, ["reduced", "sort", "copy", "openDiff"]);
      return isText(runId) && fits && isFailure(failure) ? (value as unknown as ToPage) : undefined;
    }
    default:
      return undefined;
  }
}

function isRun(value: unknown): value is ShownRun {
  if (!isObject(value)) return false;
  const { runId, title, phase, columns, rowCount, elapsedMs, completeness, notes, failure, wayOutTitle } = value;
  const { sort, sorting, ranText, keptAs, ranAt, savedRows, shape, comparison, waiting, waitingUntil, pages } = value;
  const { expected, checkpoint, kept, cachedAt } = value;
  return (
    isText(runId) &&
    isText(title) &&
    isText(phase) &&
    ["running", "done", "failed", "cancelled"].includes(phase) &&
    isListOf(columns, isColumn) &&
    isCount(rowCount) &&
    typeof elapsedMs === "number" &&
    (completeness === undefined || (isObject(completeness) && isText(completeness["verdict"]))) &&
    isListOf(notes, (note) => isObject(note) && isText(note["code"]) && isText(note["message"])) &&
    (failure === undefined || isFailure(failure)) &&
    (waiting === undefined || isText(waiting)) &&
    (waitingUntil === undefined || typeof waitingUntil === "number") &&
    (pages === undefined || isCount(pages)) &&
    (cachedAt === undefined || typeof cachedAt === "number") &&
    (expected === undefined || isCount(expected)) &&
    (wayOutTitle === undefined || isText(wayOutTitle)) &&
    (sort === undefined || isSort(sort)) &&
    (sorting === undefined || (isObject(sorting) && isSort(sorting["to"]) && typeof sorting["share"] === "number")) &&
    (shape === undefined || isOneOf(shape, ["changes", "comparison"])) &&
    (comparison === undefined || isComparison(comparison)) &&
    (checkpoint === undefined || (isObject(checkpoint) && isText(checkpoint["name"]))) &&
    (kept === undefined || isKept(kept)) &&
    (ranText === undefined || isText(ranText)) &&
    (keptAs === undefined || isText(keptAs)) &&
    (ranAt === undefined || typeof ranAt === "number") &&
    (savedRows === undefined || isCount(savedRows))
  );
}

function isKept(value: unknown): boolean {
  return isObject(value) && isText(value["log"]) && isCount(value["appended"]) && isCount(value["repeated"]);
}

function isColumn(value: unknown): boolean {
  if (!isObject(value) || !isText(value["name"]) || !isText(value["type"])) return false;
  const { role } = value;
  if (role === undefined) return true;
  if (!isObject(role)) return false;
  return role["kind"] === "key" || (role["kind"] === "aggregate" && isText(role["function"]));
}

function isSort(value: unknown): boolean {
  const isKey = (key: unknown) => isObject(key) && isText(key["column"]) && isOneOf(key["direction"], ["asc", "desc"]);
  return Array.isArray(value) && value.length > 0 && value.every(isKey);
}

const TAB_MARKS: readonly TabMark[] = [
  "complete",
  "truncated",
  "partial",
  "before-retention",
  "unmet",
  "unknown",
  "running",
  "failed",
  "cancelled",
  "gone",
];

function isTab(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, title, file, mark, pinned } = value;
  return isText(id) && isText(title) && isText(file) && isOneOf(mark, TAB_MARKS) && typeof pinned === "boolean";
}

function isReduced(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value["totals"])) return false;
  const { sort, grouping } = value;
  if ((sort !== undefined && !isSort(sort)) || !isObject(grouping)) return false;
  return grouping["kind"] === "grouped"
    ? isListOf(grouping["groups"], isGroup)
    : isOneOf(grouping["kind"], ["scattered", "single", "too-many"]);
}

function isGroup(value: unknown): boolean {
  return isObject(value) && isCount(value["start"]) && isCount(value["count"]) && Array.isArray(value["totals"]);
}

function isFailure(value: unknown): boolean {
  if (!isObject(value) || !isText(value["code"]) || !isText(value["message"])) return false;
  return value["wayOut"] === undefined || (isObject(value["wayOut"]) && isText(value["wayOut"]["text"]));
}
