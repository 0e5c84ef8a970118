import type { Note } from "../../protocol/results.ts";
import { STAGES } from "../query/query.ts";
import type { LogSource, NamedExpression, Query, Source, Stage, SubquerySource } from "../query/query.ts";
import type { Capabilities } from "./capabilities.ts";
import { clausesOf, filtersOf, splitFilters } from "./filters.ts";
import type { SplitFilter } from "./filters.ts";
import { ALWAYS_HERE, filterNotes, stageNote } from "./notes.ts";
import type { CapabilitiesOf, LogScan, Plan, Scan } from "./plan.ts";
import { columnsRead } from "./reads.ts";
import { conjunctionOf, isNever, simplify } from "./simplify.ts";
import { PUSHABLE, askedOrder, canOrder, reasonAgainst } from "./stages.ts";
import type { PushableStage } from "./stages.ts";

/** Splits a grounded query at the first stage that its sources cannot finish; everything after that cut stays here. */
export function plan(query: Query, capabilitiesOf: CapabilitiesOf): Plan {
  return planRows(simplify(query), capabilitiesOf, "shown");
}

/** Plans one side of a comparison. */
export function planSide(query: Query, capabilitiesOf: CapabilitiesOf): Plan {
  return planRows(simplify(query), capabilitiesOf, "compared");
}

/**
 * What becomes of the rows. `shown`: nothing, so what orders them may be lost with unselected columns. `merged`: they
 * are put in the event order with others. `compared`: they keep the order of the query and what they are told apart by.
 */
type Purpose = "shown" | "merged" | "compared";

function planRows(asked: Query, capabilitiesOf: CapabilitiesOf, purpose: Purpose): Plan {
  const planned = planStages(flatten(asked), capabilitiesOf, purpose);
  // Rows may be told apart by columns that nobody selected.
  return purpose === "compared" ? planned : withReads(planned);
}

function planStages(query: Query, capabilitiesOf: CapabilitiesOf, purpose: Purpose): Plan {
  const [only] = query.from;
  if (isNever(query.where)) return planNothing(query, capabilitiesOf);
  if (query.from.length > 1 || only?.kind !== "log") return planMerge(query, capabilitiesOf);
  return planLog(query, only, capabilitiesOf(only), purpose);
}

/** Tells each source which of its columns are looked at. */
function withReads(plan: Plan): Plan {
  const reads = columnsRead(plan.residual);
  return reads ? { ...plan, scans: plan.scans.map((scan) => (scan.kind === "log" ? { ...scan, reads } : scan)) } : plan;
}

/** One log: as many stages as its source can finish, one after the other. */
function planLog(query: Query, source: LogSource, capabilities: Capabilities, purpose: Purpose): Plan {
  const filters = splitFilters(filtersOf(query), capabilities);
  const notes = [...filterNotes(filters, source)];
  const left = filters.filter(({ support }) => support !== "exact").map(({ filter }) => filter);
  const finished = new Set<Stage>();
  let cut: string | undefined = left.length > 0 ? "a filter before it is finished here" : undefined;
  for (const stage of STAGES) {
    if (stage === "during" || stage === "where" || query[stage] === undefined) continue;
    const reason = cut ?? (isPushable(stage) ? reasonOfStage(stage, query, capabilities, purpose) : ALWAYS_HERE);
    if (reason === undefined) finished.add(stage);
    // `expect` looks at the finished rows and changes nothing; what stands behind it is cut off by itself.
    else cut ??= "a clause before it runs here";
    notes.push(stageNote(stage, source, reason));
  }
  const scan = scanOf(query, source, capabilities, filters, finished);
  return { ...residualOf({ ...withoutFilters(query), ...clausesOf(left) }, scan, finished, purpose), notes };
}

function isPushable(stage: Stage): stage is PushableStage {
  return (PUSHABLE as readonly Stage[]).includes(stage);
}

function reasonOfStage(
  stage: PushableStage,
  query: Query,
  capabilities: Capabilities,
  purpose: Purpose,
): string | undefined {
  if (stage === "select" && purpose !== "shown") return `the rows are ${purpose} by columns that may not be selected`;
  return reasonAgainst(stage, query, capabilities);
}

/** What one source is asked: the filters it helps with, the stages it finishes, and order and limit where they are sound beyond the cut. */
function scanOf(
  query: Query,
  source: LogSource,
  capabilities: Capabilities,
  filters: readonly SplitFilter[],
  finished: ReadonlySet<Stage>,
): LogScan {
  const pushed = filters.filter(({ support }) => support !== "none").map(({ filter }) => filter);
  const stages = Object.fromEntries(
    PUSHABLE.filter((stage) => finished.has(stage)).map((stage) => [stage, query[stage]]),
  );
  const isRowWise = (["dedupe", "collapse", "reduce"] as const).every((stage) => !query[stage] || finished.has(stage));
  const ordered = isRowWise && canOrder(query, capabilities);
  const isFiltered = filters.every(({ support }) => support === "exact") && (!query.having || finished.has("having"));
  const reach =
    ordered && isFiltered && capabilities.stages.limit && !finished.has("offset") && !finished.has("limit")
      ? reachOf(query)
      : undefined;
  return {
    kind: "log",
    source,
    query: {
      ...(query.title !== undefined && { title: query.title }),
      from: [source],
      ...clausesOf(pushed),
      ...stages,
      ...(query.orderBy && ordered && { orderBy: askedOrder(query.orderBy, capabilities) }),
      ...(reach !== undefined && { limit: { kind: "constant", value: reach } }),
    },
    ordered,
  };
}

/** How many rows of a source can be in the result at most: the limit and what the offset skips. */
function reachOf({ limit, offset }: Query): bigint | undefined {
  const count = (expression: Query["limit"]) =>
    expression?.kind === "constant" && typeof expression.value === "bigint" ? expression.value : undefined;
  const rows = count(limit);
  const skipped = offset ? count(offset) : 0n;
  return rows === undefined || skipped === undefined ? undefined : rows + skipped;
}

/**
 * What is left. An order that the source kept is asked for again, since every stage here starts from the event order;
 * and columns made for `having` or `order by` only are named, because they are dropped here and not at the source.
 */
function residualOf(
  query: Query,
  scan: LogScan,
  finished: ReadonlySet<Stage>,
  purpose: Purpose,
): { scans: readonly Scan[]; residual: Query } {
  const left = Object.fromEntries(
    Object.entries(query).filter(([stage]) => !finished.has(stage as Stage)),
  ) as unknown as Query;
  const isOrderedAgain = purpose === "compared" && query.orderBy !== undefined;
  if (STAGES.every((stage) => left[stage] === undefined) && !isOrderedAgain) return { scans: [scan], residual: left };
  const residual: Query = { ...left, ...(query.orderBy && { orderBy: query.orderBy }) };
  const { reduce } = scan.query;
  if (!reduce?.aggregates.some(({ hidden }) => hidden)) return { scans: [scan], residual };
  const visible = [...reduce.by, ...reduce.aggregates.filter(({ hidden }) => !hidden)];
  const aggregates = reduce.aggregates.map(({ hidden: _, ...aggregate }) => aggregate);
  return {
    scans: [{ ...scan, query: { ...scan.query, reduce: { ...reduce, aggregates } } }],
    residual: { ...residual, select: residual.select ?? visible.map(column) },
  };
}

function column({ name }: { readonly name: string }): NamedExpression {
  return { name, value: { kind: "field", field: { column: name, path: [] } } };
}

function withoutFilters({ during: _during, where: _where, ...rest }: Query): Query {
  return rest;
}

/** Several sources, or a named query: each scanned with the filters it knows, and with a limit where that is sound; the rest is done here. */
function planMerge(query: Query, capabilitiesOf: CapabilitiesOf): Plan {
  const filters = filtersOf(query);
  const unfinished = new Set<(typeof filters)[number]>();
  const notes: Note[] = [];
  const scans = query.from.map((source): Scan => {
    if (source.kind === "subquery") {
      const inside = isFilterOnly(source.query);
      if (!inside) filters.forEach((filter) => unfinished.add(filter));
      const clauses = inside ? [] : (["during", "where"] as const).filter((clause) => query[clause]);
      notes.push(...clauses.map((clause) => stageNote(clause, undefined, OVER_NAMED)));
      const inner = planRows(inside ? withFilters(source.query, query) : source.query, capabilitiesOf, "merged");
      return { kind: "subquery", name: source.name, plan: inner };
    }
    const capabilities = capabilitiesOf(source);
    const split = splitFilters(filters, capabilities);
    for (const { filter, support } of split) if (support !== "exact") unfinished.add(filter);
    notes.push(...filterNotes(split, source));
    return scanOf(query, source, capabilities, split, new Set());
  });
  const reason = query.from.length > 1 ? "the rows of several sources are merged here" : OVER_NAMED;
  for (const stage of STAGES) {
    if (stage !== "during" && stage !== "where" && query[stage] !== undefined)
      notes.push(stageNote(stage, undefined, reason));
  }
  const residual = { ...withoutFilters(query), ...clausesOf(filters.filter((filter) => unfinished.has(filter))) };
  return {
    scans,
    residual,
    notes: [...notes, ...scans.flatMap((scan) => (scan.kind === "subquery" ? scan.plan.notes : []))],
  };
}

const OVER_NAMED = "it is over the rows of a named query";

/** A filter that nothing passes: no log is asked. A named query is still made, for its columns. */
function planNothing(query: Query, capabilitiesOf: CapabilitiesOf): Plan {
  const scans = query.from.flatMap((source): readonly Scan[] =>
    source.kind === "subquery" && !isFilterOnly(source.query)
      ? [{ kind: "subquery", name: source.name, plan: planRows(source.query, capabilitiesOf, "merged") }]
      : [],
  );
  return {
    scans,
    residual: query,
    notes: [{ code: "ran-here", clause: "where", message: "No event can pass where, so no source is asked." }],
  };
}

const FILTER_ONLY: ReadonlySet<string> = new Set(["title", "from", "during", "where", "orderBy"]);

/** Whether a named query only filters: its rows are events still, and an order of theirs means nothing to the query over it. */
function isFilterOnly(query: Query): boolean {
  return (
    Object.keys(query).every((part) => FILTER_ONLY.has(part)) &&
    query.from.every((source) => source.kind === "log" || isFilterOnly(source.query))
  );
}

/** A query over one named query that only filters is a query with both filters. */
function flatten(query: Query): Query {
  const [only] = query.from;
  if (query.from.length !== 1 || !isOverFilter(only)) return query;
  const { orderBy: _, ...inner } = only.query;
  const { during, where } = withFilters(inner, query);
  return flatten({ ...withoutFilters(query), from: inner.from, ...(during && { during }), ...(where && { where }) });
}

function isOverFilter(source: Source | undefined): source is SubquerySource {
  return source?.kind === "subquery" && isFilterOnly(source.query);
}

/** A filtering query with the filters of the query over it. */
function withFilters(inner: Query, { during, where }: Query): Query {
  const both = inner.during && during;
  const tests = [
    ...(both ? filtersOf({ from: [], during: inner.during }) : []).map(({ test }) => test),
    inner.where,
    where,
  ];
  const filter = conjunctionOf(tests.filter((test) => test !== undefined));
  const window = during ?? inner.during;
  return simplify({ ...inner, ...(window && { during: window }), ...(filter && { where: filter }) });
}
