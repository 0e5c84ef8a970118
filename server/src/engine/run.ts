import type { Column, Note } from "../../protocol/results.ts";
import type { Clock } from "../base/ports.ts";
import { EvqError } from "../base/failure.ts";
import type { Connector, Waiting } from "../connectors/connector.ts";
import type { Plan } from "../plan/plan.ts";
import { plan } from "../plan/planner.ts";
import { printClauses } from "../plan/text.ts";
import { ground } from "../query/ground.ts";
import type { LogSource, Query } from "../query/query.ts";
import type { Store } from "../store/api.ts";
import type { RunOutcome, RunRequest, RunWatch } from "./api.ts";
import { checkAvailable } from "./availability.ts";
import { ResultColumns } from "./columns.ts";
import { compareRuns, planComparison } from "./comparison.ts";
import type { ComparisonPlan } from "./comparison.ts";
import { checkCurrent } from "./current.ts";
import { Ending } from "./ending.ts";
import { execute } from "./execute.ts";
import type { Finished } from "./execute.ts";
import { expectationStates } from "./expectations.ts";
import type { LogSizes } from "./logSizes.ts";
import { parameterValues } from "./parameters.ts";
import type { Plans } from "./plans.ts";
import { scansOf } from "./resultCache.ts";
import { Progress, isCancelled } from "./scan.ts";
import { Syncing } from "./sync/syncing.ts";
import { Verdicts } from "./verdict.ts";

export interface RunParts {
  readonly clock: Clock;
  /** @throws EvqError `source.not-connected`, `source.unknown` */
  readonly connectorOf: (source: LogSource) => Connector;
  readonly store: Store;
  readonly sizes: LogSizes;
  readonly plans: Plans;
}

/** Runs one bound query: its rows go to the watch as they come, the rest is told at the end. */
export async function runQuery(parts: RunParts, request: RunRequest, watch: RunWatch): Promise<RunOutcome> {
  const { clock, connectorOf } = parts;
  const began = clock.elapsed();
  const { now, query, planned, filter } = prepare(parts, request);
  const { cancellation } = watch;
  const { timeZone } = request;
  const verdicts = new Verdicts();
  verdicts.note(...planned.notes);
  const progress = new Progress((scanned, pages) => watch.progress(scanned, pages));
  const status = (waiting: Waiting | undefined) => watch.status?.(waiting);
  const syncing = await syncingOf(parts, query, planned, { filter, now, timeZone });
  verdicts.note(...(syncing?.notes ?? []));
  const readings = syncing && { readings: syncing.readings };
  const ending = new Ending(cancellation, !syncing && canKeep(planned, connectorOf));
  const { sizes } = parts;
  const context = { connectorOf, cancellation, ending, timeZone, now, verdicts, progress, status, sizes, ...readings };
  const planHistory = (history: Query) => plan(history, (source) => connectorOf(source).capabilities);
  const results =
    "compare" in planned ? compareRuns(planned, context, planHistory) : execute(planned, context, planHistory);

  let columns: ResultColumns | undefined;
  let rowCount = 0;
  let finished: Finished | undefined;
  try {
    let result = await results.next();
    while (!result.done) {
      ending.check();
      columns ??= new ResultColumns(query, result.value.columns, boundColumns(query, request.query.columns));
      columns.see(result.value.rows);
      rowCount += result.value.rows.length;
      await syncing?.keep(result.value.columns, result.value.rows);
      if (result.value.changes) watch.changes?.(result.value.changes);
      await watch.rows(columns.columns, result.value.rows, columns.shown);
      result = await results.next();
    }
    finished = result.value;
  } catch (thrown) {
    if (!isCancelled(thrown) || rowCount === 0 || syncing || query.compare) throw thrown;
    verdicts.add({ verdict: "partial", reason: "Cancelled: these are the rows that came until then." });
  }
  // The answer of a count is a row too, also where nothing was counted.
  if (ending.keeps && progress.scanned === 0) cancellation.check();
  const ended = await syncing?.end(verdicts);
  const { completeness, notes } = verdicts;
  return {
    columns: columns?.columns ?? [],
    shown: columns?.shown ?? [],
    rowCount,
    completeness,
    ...(ending.isWished && completeness.verdict === "partial" && { cancelled: true }),
    notes,
    expectations: expectationStates(finished?.expectations ?? [], completeness),
    ...(finished?.comparison && { comparison: finished.comparison }),
    ...ended,
    elapsedMs: clock.elapsed() - began,
  };
}

/**
 * Whether what came is worth working on once a run is cancelled: rows that were sent over a network are few and were
 * dear. Local ones can be had again at once, and may be so many that the work on them would take longer than anyone waits.
 */
function canKeep(planned: Prepared["planned"], connectorOf: RunParts["connectorOf"]): boolean {
  return !("compare" in planned) && scansOf(planned).every(({ source }) => connectorOf(source).eventsPerRequest);
}

/** The types that the binder knows; those of a comparison's columns follow from the columns that it compares. */
function boundColumns({ compare }: Query, bound: readonly Column[]): readonly Column[] {
  if (!compare) return bound;
  const sides = bound.flatMap(({ name, type }) => [
    { name, type },
    { name: `${name} before`, type },
    { name: `${name} after`, type },
  ]);
  return [{ name: "change", type: "string" }, ...sides, { name: "differs", type: "json" }];
}

export interface Prepared {
  readonly now: bigint;
  readonly query: Query;
  readonly planned: Plan | ComparisonPlan;
  /** The text of what the query lets pass, whenever it runs. */
  readonly filter: string;
}

/** What a query does with a checkpoint and with its rows besides what its plan says. */
export async function syncNotes(parts: RunParts, request: RunRequest): Promise<readonly Note[]> {
  const { query, planned, ...run } = prepare(parts, request);
  return (await syncingOf(parts, query, planned, { ...run, timeZone: request.timeZone }))?.notes ?? [];
}

/** A run that reads on from a checkpoint or keeps its rows; undefined for every other. */
async function syncingOf(
  parts: RunParts,
  query: Query,
  planned: Prepared["planned"],
  run: { readonly filter: string; readonly now: bigint; readonly timeZone: string },
): Promise<Syncing | undefined> {
  if (!query.since && !query.into) return undefined;
  if ("compare" in planned)
    throw new EvqError(
      "query.not-available",
      "`compare` is between two windows, and what is new since a checkpoint is none.",
      "Leave one of the two clauses out.",
    );
  return Syncing.begin(parts, query, planned, run);
}

/** Grounds and plans a query: everything of a run before a source is asked. */
export function prepare(
  { clock, connectorOf, plans }: RunParts,
  { query: bound, parameters, given, timeZone }: RunRequest,
): Prepared {
  if (!bound.query)
    throw new EvqError("query.invalid", "The query has errors.", "Correct what is marked as an error in its text.");
  checkAvailable(bound.query);
  checkCurrent(bound.query, connectorOf);
  const now = clock.now();
  const valuesAt = (moment: bigint) => parameterValues(parameters, given, { now: moment, timeZone });
  const asked = bound.query;
  const { query, planned } = plans.of(
    asked,
    timeZone,
    (source) => connectorOf(source).capabilities,
    (capabilitiesOf) => {
      const grounded = ground(asked, { parameters: valuesAt(now), now, timeZone });
      // Where the checkpoint stands and where the rows go is no business of the plan.
      const { since: _since, into: _into, ...planless } = grounded;
      const { compare } = grounded;
      const made = compare
        ? planComparison(planless, compare, capabilitiesOf, timeZone)
        : plan(planless, capabilitiesOf);
      return { query: grounded, planned: made };
    },
  );
  // At a fixed moment, so that a window that moves with the clock is the same one in each run.
  const filter = query.since ? filterText(ground(bound.query, { parameters: valuesAt(0n), now: 0n, timeZone })) : "";
  return { now, query, planned, filter };
}

function filterText({ from, during, where, dedupe }: Query): string {
  return printClauses({ from, ...(during && { during }), ...(where && { where }), ...(dedupe && { dedupe }) }).join(
    " ",
  );
}
