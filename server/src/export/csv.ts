import type { Value } from "../base/value.ts";
import { plainText } from "./cell.ts";
import { escapeText } from "./escape.ts";
import { looksLikeFormula } from "./formula.ts";
import { Lines } from "./lines.ts";
import type { Sink } from "../base/ports.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";

/**
 * CSV as RFC 4180 has it: a header, CRLF, quotes where they are needed. Numbers and times are exact; an empty cell is
 * null, `""` is the empty text. Text that a spreadsheet would take for a formula gets an apostrophe before it, unless
 * it is asked for as it is. With selected columns rows are written as they come, else when it is known which columns
 * have values.
 */
export function csvWriter(
  out: Sink,
  { hidesEmpty, rawFormulas = false, spool: newSpool }: WriterSettings,
): ResultWriter {
  const lines = new Lines(out);
  const spool = hidesEmpty ? newSpool() : undefined;
  const print = async (cells: readonly string[]) => {
    const line = cells.join(",");
    await lines.text(`${out.isTerminal ? escapeText(line) : line}\r\n`);
  };
  const cell = (value: Value) => (value === null ? "" : quoted(textOf(value, rawFormulas)));
  let hasHeader = false;
  return {
    rows: async (columns, rows) => {
      if (!spool && !hasHeader) await print(columns.map(({ name }) => cell(name)));
      hasHeader = true;
      for (const row of rows) {
        const cells = row.map(cell);
        if (spool) spool.add(cells);
        else await print(cells);
      }
      if (!spool) await lines.flush();
    },
    end: async ({ columns, shown }) => {
      if (spool || !hasHeader) await print(shown.map((place) => cell(columns[place]?.name ?? "")));
      if (spool) for (const cells of spool.rows()) await print(shown.map((place) => cells[place] ?? ""));
      await lines.flush();
    },
    close: () => spool?.close(),
  };
}

function textOf(value: Exclude<Value, null>, rawFormulas: boolean): string {
  const text = plainText(value);
  return typeof value === "string" && !rawFormulas && looksLikeFormula(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
