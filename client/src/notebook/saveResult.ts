import type { RunState } from "../../../server/protocol/results.ts";
import type { SavedResult } from "../../protocol/notebook.ts";
import type { Wire } from "../wire.ts";

/** Rows that a notebook keeps of a result, and how many characters of JSON they may have; groups of a reduced one are few and whole. */
const ROWS = 200;
const GROUPS = 1000;
const CHARACTERS = 200_000;
/** Changes and differences are larger than rows. */
const SHAPED = 100;

/** The part of a run that is kept in the notebook: a page of it, in the order of the query. Undefined where there are no rows. */
export async function saveResult(wire: Pick<Wire, "request">, run: RunState): Promise<SavedResult | undefined> {
  const { runId, columns, rowCount, shape, comparison } = run;
  if (rowCount === 0 || columns.length === 0) return undefined;
  const isReduced = columns.some(({ role }) => role);
  const most = isReduced ? GROUPS : shape ? SHAPED : ROWS;
  const page = { runId, offset: 0, count: Math.min(most, rowCount) };
  const rows = fitting((await wire.request("evq/run/page", page)).rows);
  if (shape === "changes") {
    const changes = fitting((await wire.request("evq/run/changes", page)).changes);
    const count = Math.min(rows.length, changes.length);
    return { shape, columns, rows: rows.slice(0, count), changes: changes.slice(0, count) };
  }
  if (shape === "comparison" && comparison) {
    const kinds = ["added", "removed", "changed"] as const;
    const compared = fitting((await wire.request("evq/run/comparison", { ...page, kinds })).rows);
    const count = Math.min(rows.length, compared.length);
    return { shape, columns, comparison, rows: rows.slice(0, count), compared: compared.slice(0, count) };
  }
  if (!isReduced || run.phase !== "done") return { columns, rows };
  const { totals, grouping } = await wire.request("evq/run/reduced", { runId });
  if (grouping.kind !== "grouped") return { columns, totals, grouping: grouping.kind, rows };
  // Headings stand for all rows of their groups, so a part of the rows has none.
  if (rows.length < rowCount) return { columns, totals, grouping: "too-many", rows };
  return { columns, totals, grouping: grouping.kind, groups: grouping.groups, rows };
}

/** The first of the items that are not more text than a notebook should hold. */
function fitting<T>(items: readonly T[]): readonly T[] {
  let left = CHARACTERS;
  const end = items.findIndex((item) => (left -= JSON.stringify(item).length) < 0);
  return end < 0 ? items : items.slice(0, end);
}
