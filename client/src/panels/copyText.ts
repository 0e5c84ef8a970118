import type { Column, WireValue } from "../../../server/protocol/results.ts";
import type { CopyFormat } from "../../protocol/panel.ts";
import { tabSeparated } from "./tabSeparated.ts";

/** Rows as text for the clipboard. One cell alone is its plain text, in every format but JSON. */
export function copyText(
  format: CopyFormat,
  columns: readonly Column[],
  rows: readonly (readonly WireValue[])[],
): string {
  switch (format) {
    case "tsv":
      return tabSeparated(rows, rows.length > 1 ? columns : undefined);
    case "json":
      return json(columns, rows);
    case "markdown":
      return markdown(columns, rows);
  }
}

/** One cell is its value, one row an object, several rows a list of objects; numbers keep every digit. */
function json(columns: readonly Column[], rows: readonly (readonly WireValue[])[]): string {
  const [first] = rows;
  if (rows.length === 1 && columns.length === 1) return jsonValue(first?.[0] ?? null);
  const objects = rows.map((row) => {
    const members = columns.map(({ name }, at) => `${JSON.stringify(name)}: ${jsonValue(row[at] ?? null)}`);
    return `{ ${members.join(", ")} }`;
  });
  return objects.length === 1 ? (objects[0] ?? "") : `[\n${objects.map((object) => `  ${object}`).join(",\n")}\n]`;
}

function jsonValue(value: WireValue): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if ("$int" in value) return value.$int;
  if ("$number" in value) return value.$number;
  return "$time" in value ? JSON.stringify(value.$time) : value.$json;
}

function markdown(columns: readonly Column[], rows: readonly (readonly WireValue[])[]): string {
  const [first] = rows;
  if (rows.length === 1 && columns.length === 1) return tabSeparated([[first?.[0] ?? null]]);
  return markdownTable(columns, rows);
}

/** Rows as a table of Markdown, in which nothing is taken for markup. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly WireValue[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ name }) => markdownText(name))),
    line(columns.map(({ type }) => (type === "integer" || type === "number" ? "--:" : "---"))),
    ...rows.map((row) => line(columns.map((_, at) => markdownText(tabSeparated([[row[at] ?? null]]))))),
  ].join("\n");
}

/** A cell ends at a bar or a line break, and nothing in it may be taken for markup. */
function markdownText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|~#]/g, (character) => `\\${character}`).replaceAll(/\r\n|\r|\n/g, " ");
}
