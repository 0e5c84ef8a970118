import type { ComparedRow, ComparisonSummary } from "../../../server/protocol/results.ts";
import { cellText } from "../cellText.ts";
import { stepText } from "./step.ts";

const [LEAST, MOST] = [6, 44];
/** Rows that are looked at; those further down are mostly alike. */
const SAMPLE = 200;

/** How wide the columns are, in characters: the sign, the keys, the compared ones. */
export function columnWidths({ keys, columns }: ComparisonSummary, rows: readonly ComparedRow[]): readonly number[] {
  const sample = rows.slice(0, SAMPLE);
  const fit = (name: string, texts: readonly number[]) => Math.min(MOST, Math.max(LEAST, name.length + 1, ...texts));
  return [
    10,
    ...keys.map((name, i) =>
      fit(
        name,
        sample.map(({ key }) => cellText(key[i]).text.length + 1),
      ),
    ),
    ...columns.map((name, i) =>
      fit(
        name,
        sample.map(({ change, cells }) => cellLength(change, cells[i])),
      ),
    ),
  ];
}

function cellLength(change: ComparedRow["change"], cell: ComparedRow["cells"][number] | undefined): number {
  if (!cell) return 0;
  const [before, after] = [cellText(cell.before).text.length, cellText(cell.after).text.length];
  if (change !== "changed" || !cell.differs) return Math.max(before, after) + 1;
  return before + after + (stepText(cell.before, cell.after)?.length ?? 0) + 7;
}
