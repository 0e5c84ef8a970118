import { isCount, isListOf, isObject, isOneOf, isText } from "./guards.ts";

const KINDS = ["added", "removed", "changed"];

/** Whether something is a page of changes; their values are judged where they are shown. */
export function isChangePage(value: unknown): boolean {
  return isObject(value) && isCount(value["offset"]) && isListOf(value["changes"], isChange);
}

function isChange(value: unknown): boolean {
  return (
    isObject(value) &&
    isObject(value["event"]) &&
    isText(value["comparedWith"]) &&
    isListOf(value["fields"], isFieldChange) &&
    isCount(value["more"])
  );
}

function isFieldChange(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, path, from } = value;
  return isOneOf(kind, [...KINDS, "moved", "unchanged"]) && isText(path) && (from === undefined || isText(from));
}

/** Whether something says how a comparison came out. */
export function isComparison(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { before, after, keys, columns, unchanged } = value;
  return (
    isText(before) &&
    isText(after) &&
    isListOf(keys, isText) &&
    isListOf(columns, isText) &&
    isCount(unchanged) &&
    KINDS.every((kind) => isCount(value[kind]))
  );
}

/** Whether something is a page of differences. */
export function isComparisonPage(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { offset, kinds, total, rows } = value;
  return isCount(offset) && isListOf(kinds, isKind) && isCount(total) && isListOf(rows, isComparedRow);
}

function isComparedRow(value: unknown): boolean {
  if (!isObject(value) || !isKind(value["change"]) || !Array.isArray(value["key"])) return false;
  return isListOf(value["cells"], (cell) => isObject(cell) && typeof cell["differs"] === "boolean");
}

function isKind(value: unknown): boolean {
  return isOneOf(value, KINDS);
}
