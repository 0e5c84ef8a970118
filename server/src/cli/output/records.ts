import type { Output } from "../terminal.ts";
import { escapeText } from "../../export/escape.ts";
import { printTable } from "./table.ts";
import { displayWidth } from "./width.ts";

/** Prints a few objects of the same members as a table; nothing when there are none. */
export async function printRecords(
  out: Output,
  records: readonly Readonly<Record<string, string | number>>[],
): Promise<void> {
  const [first] = records;
  if (!first) return;
  const columns = Object.entries(first).map(([name, value]) => ({
    name,
    type: typeof value === "number" ? ("integer" as const) : ("string" as const),
  }));
  const rows = records.map((record) => columns.map(({ name }) => escapeText(String(record[name]))));
  const widths = columns.map(({ name }, i) =>
    Math.max(displayWidth(name), ...rows.map((row) => displayWidth(row[i] ?? ""))),
  );
  await printTable(out, columns, widths, rows);
}
