import type { Output } from "../terminal.ts";
import { plainText } from "./cell.ts";
import { escapeText } from "./escape.ts";
import { Lines } from "./lines.ts";
import { Spool } from "./spool.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";

/**
 * CSV as RFC 4180 has it: a header, CRLF, quotes where they are needed. Cells are exact; an empty one is null, `""` is
 * the empty text. With selected columns rows are printed as they come, else when it is known which columns have values.
 */
export function csvWriter(out: Output, { hidesEmpty }: WriterSettings): ResultWriter {
  const lines = new Lines(out);
  const spool = new Spool();
  const print = async (cells: readonly string[]) => {
    const line = cells.join(",");
    await lines.text(`${out.isTerminal ? escapeText(line) : line}\r\n`);
  };
  let hasHeader = false;
  return {
    rows: async (columns, rows) => {
      if (!hidesEmpty && !hasHeader) await print(columns.map(({ name }) => quoted(name)));
      hasHeader = true;
      for (const row of rows) {
        const cells = row.map((value) => (value === null ? "" : quoted(plainText(value))));
        if (hidesEmpty) spool.add(cells);
        else await print(cells);
      }
      if (!hidesEmpty) await lines.flush();
    },
    end: async ({ columns, shown }) => {
      if (hidesEmpty) {
        await print(shown.map((place) => quoted(columns[place]?.name ?? "")));
        for (const cells of spool.rows()) await print(shown.map((place) => cells[place] ?? ""));
      }
      await lines.flush();
    },
    close: () => spool.close(),
  };
}

function quoted(text: string): string {
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
