import type { Column, WireValue } from "../../server/protocol/results.ts";
import { cellText } from "./cellText.ts";
import type { Line } from "./lines.ts";
import { plural } from "./plural.ts";

/** How a cell of the grid looks: what stands in it, and the classes that say so to the style sheet. */
export interface CellLook {
  readonly look: string;
  /** What the text is; `nothing` has none. */
  readonly content: "value" | "count" | "nothing";
  readonly text: string;
  /** What opens the cell with the mouse; empty where there is nothing to open. */
  readonly mark: "" | "{ }" | "[ ]";
  /** Of a heading's key: whether its group is open. */
  readonly expanded?: boolean;
}

/** One cell of a line; below a heading the key is the same and stands back. Until its page is here, a row's cells are empty. */
export function lineCell(
  line: Line,
  values: readonly WireValue[] | undefined,
  columns: readonly Column[],
  at: number,
): CellLook {
  if (line.kind === "group") return headingCell(line, columns, at);
  if (!values) return EMPTY;
  const { kind, text } = cellText(values[at]);
  const repeated = line.grouped && at === keyAt(columns, 0) ? " repeated" : "";
  const look = `${kind}${alignment(columns[at])}${repeated}`;
  return { look, content: "value", text, mark: kind === "json" ? (text.startsWith("[") ? "[ ]" : "{ }") : "" };
}

const EMPTY: CellLook = { look: "", content: "nothing", text: "", mark: "" };

/** The key and the number of rows, and the group's totals below the aggregates. */
function headingCell(
  { group, open }: Extract<Line, { kind: "group" }>,
  columns: readonly Column[],
  at: number,
): CellLook {
  if (at === keyAt(columns, 1)) return { ...EMPTY, content: "count", text: plural(group.count, "row") };
  const isKey = at === keyAt(columns, 0);
  const { kind, text } = cellText(isKey ? group.key : group.totals[at]);
  if (isKey) return { look: kind, content: "value", text, mark: "", expanded: open };
  return kind === "null" ? EMPTY : { look: `${kind}${alignment(columns[at])}`, content: "value", text, mark: "" };
}

/** The place of a key's column, the first key being number 0. */
function keyAt(columns: readonly Column[], number: number): number {
  const keys = columns.flatMap(({ role }, at) => (role?.kind === "key" ? [at] : []));
  return keys[number] ?? -1;
}

/** The class of a column's cells: numbers stand at its end. */
export function alignment(column: Column | undefined): " end" | "" {
  return column?.type === "integer" || column?.type === "number" ? " end" : "";
}
