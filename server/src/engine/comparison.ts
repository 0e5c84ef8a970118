import type { Note } from "../../protocol/results.ts";
import type { CapabilitiesOf, Plan } from "../plan/plan.ts";
import { planSide } from "../plan/planner.ts";
import { keyNames } from "../query/comparison/key.ts";
import { sidesOf } from "../query/comparison/sides.ts";
import type { Sides } from "../query/comparison/sides.ts";
import { compareResults } from "../query/evaluate/evaluate.ts";
import type { Compare, Query } from "../query/query.ts";
import { collect, inPieces } from "./execute.ts";
import type { Finished } from "./execute.ts";
import type { PlanHistory } from "./history.ts";
import type { Rows, RunContext } from "./scan.ts";
import { Verdicts } from "./verdict.ts";

/** The two runs of a query that compares. */
export interface ComparisonPlan {
  readonly query: Query;
  readonly compare: Compare;
  readonly sides: Sides;
  readonly before: Plan;
  readonly after: Plan;
  readonly notes: readonly Note[];
}

/** @throws EvqError `query.invalid` when windows are to be compared and there is none */
export function planComparison(
  query: Query,
  compare: Compare,
  capabilitiesOf: CapabilitiesOf,
  timeZone: string,
): ComparisonPlan {
  const sides = sidesOf(query, compare.to, timeZone);
  const [before, after] = [planSide(sides.before.query, capabilitiesOf), planSide(sides.after.query, capabilitiesOf)];
  const notes = [...after.notes, ...before.notes, note(sides, compare)];
  return { query, compare, sides, before, after, notes };
}

function note({ before, after }: Sides, { on }: Compare): Note {
  const own = keyNames(after.query).join(", ");
  const key = on.length > 0 ? "what stands behind on" : own === "" ? "their place" : own;
  return {
    code: "ran-here",
    clause: "compare",
    message: `compare runs the query twice, over ${before.name} and over ${after.name}, and puts the rows together here by ${key}.`,
  };
}

/** Runs both sides, one after the other, and hands on what is different between them. */
export async function* compareRuns(
  { query, compare, sides, ...plans }: ComparisonPlan,
  context: RunContext,
  planHistory: PlanHistory,
): AsyncGenerator<Rows, Finished> {
  const run = async (which: "before" | "after") => {
    const verdicts = new Verdicts();
    const result = await collect(plans[which], { ...context, verdicts }, planHistory);
    context.verdicts.addSide(sides[which].name, verdicts);
    return result;
  };
  const after = await run("after");
  const before = await run("before");
  const found = compareResults(query, compare, sides, { before, after }, context);
  context.verdicts.note(...found.notes);
  yield* inPieces(found.table, context);
  return { expectations: found.expectations, comparison: found.summary };
}
