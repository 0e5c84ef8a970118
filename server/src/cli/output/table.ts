import type { Column } from "../../../protocol/results.ts";
import type { Spool } from "../../base/ports.ts";
import type { Output } from "../terminal.ts";
import { plainText } from "../../export/cell.ts";
import { escapeText } from "../../export/escape.ts";
import { Lines } from "../../export/lines.ts";
import { displayWidth, truncate } from "./width.ts";
import type { ResultWriter, WriterSettings } from "../../export/writer.ts";

const GAP = "  ";
/** No column is made narrower than this to fit the terminal. */
const NARROWEST = 8;

/** A table for people. On a terminal it fits the width, with … where a cell is cut; into a file every cell is whole. */
export function tableWriter(out: Output, { spool: newSpool }: WriterSettings): ResultWriter {
  const spool = newSpool();
  const widths: number[] = [];
  return {
    rows: async (_columns, rows) => {
      for (const row of rows) {
        const cells = row.map((value) => escapeText(plainText(value)));
        cells.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell))));
        spool.add(cells);
      }
    },
    end: async ({ columns, shown }) => {
      const named = shown.flatMap((place) => columns[place] ?? []);
      if (named.length === 0) return;
      const natural = shown.map((place) =>
        Math.max(widths[place] ?? 0, displayWidth(escapeText(columns[place]?.name ?? ""))),
      );
      await printTable(out, named, natural, cellsOf(spool, shown));
    },
    close: () => spool.close(),
  };
}

function* cellsOf(spool: Spool, shown: readonly number[]): Generator<readonly string[]> {
  for (const cells of spool.rows()) yield shown.map((place) => cells[place] ?? "");
}

/** Prints rows of finished cells under their columns. */
export async function printTable(
  out: Output,
  columns: readonly Column[],
  natural: readonly number[],
  rows: Iterable<readonly string[]>,
): Promise<void> {
  const lines = new Lines(out);
  const widths = out.width === undefined ? natural : fitted(natural, out.width);
  const isRight = columns.map(({ type }) => type === "integer" || type === "number");
  const print = (cells: readonly string[]) =>
    lines.line(
      cells
        .map((cell, i) => padded(cell, widths[i] ?? 0, isRight[i] ?? false))
        .join(GAP)
        .trimEnd(),
    );
  await print(columns.map(({ name }) => escapeText(name)));
  await lines.line(widths.map((width) => "─".repeat(width)).join(GAP));
  for (const cells of rows) await print(cells);
  await lines.flush();
}

function padded(cell: string, width: number, isRight: boolean): string {
  const text = truncate(cell, width);
  const padding = " ".repeat(Math.max(0, width - displayWidth(text)));
  return isRight ? padding + text : text + padding;
}

/** Widths that fit a line: the widest columns give way first, down to the same width. */
function fitted(natural: readonly number[], line: number): readonly number[] {
  const space = line - GAP.length * (natural.length - 1);
  let most = Math.max(NARROWEST, ...natural);
  const total = () => natural.reduce((sum, width) => sum + Math.min(width, most), 0);
  while (most > NARROWEST && total() > space) most--;
  return natural.map((width) => Math.min(width, most));
}
