import type { Column, WireValue } from "../../../server/protocol/results.ts";

/** Rows as spreadsheets take them from the clipboard; a cell with a tab, a quote or a line break is quoted. One cell alone is its plain text. */
export function tabSeparated(rows: readonly (readonly WireValue[])[], header?: readonly Column[]): string {
  const [first] = rows;
  if (!header && rows.length === 1 && first?.length === 1) return plain(first[0] ?? null);
  const lines = rows.map((row) => row.map((value) => quoted(plain(value))).join("\t"));
  if (header) lines.unshift(header.map(({ name }) => quoted(name)).join("\t"));
  return lines.join("\n");
}

function plain(value: WireValue): string {
  if (value === null) return "";
  if (typeof value !== "object") return String(value);
  if ("$int" in value) return value.$int;
  if ("$number" in value) return value.$number;
  return "$time" in value ? value.$time : value.$json;
}

function quoted(text: string): string {
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
