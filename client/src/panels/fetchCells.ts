import type { Failure } from "../../../server/protocol/failure.ts";
import type { Range } from "../../protocol/panel.ts";
import type { RunState, WireValue } from "../../../server/protocol/results.ts";
import type { Wire } from "../wire.ts";

const PAGE = 5000;
const MAX_CELLS = 2_000_000;

/** Fetches a rectangle of a result, page by page; what lies outside the result is left out. */
export async function fetchCells(
  wire: Wire,
  run: RunState,
  rows: Range,
  columns: Range,
): Promise<readonly (readonly WireValue[])[]> {
  const width = Math.min(columns.end, run.columns.length) - columns.start;
  const end = Math.min(rows.end, run.rowCount);
  if ((end - rows.start) * width > MAX_CELLS) {
    const found = ((end - rows.start) * width).toLocaleString("en-US");
    const failure: Failure = {
      code: "usage",
      message: `${found} cells are too many for the clipboard.`,
      wayOut: { text: "Select fewer rows, or write the result to a file.", command: "evq.exportResults" },
    };
    throw Object.assign(new Error(failure.message), { data: failure });
  }
  const cells: (readonly WireValue[])[] = [];
  for (let offset = rows.start; offset < end; offset += PAGE) {
    const page = await wire.request("evq/run/page", { runId: run.runId, offset, count: Math.min(PAGE, end - offset) });
    for (const row of page.rows) cells.push(row.slice(columns.start, columns.end));
  }
  return cells;
}
