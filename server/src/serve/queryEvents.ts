import type { Column } from "../../protocol/results.ts";
import type { Cancellation } from "../base/cancellation.ts";
import { EvqError } from "../base/failure.ts";
import { formatInstant } from "../base/instant.ts";
import type { JsonTree } from "../base/json.ts";
import { Json } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import type { RunOutcome, RunRequest } from "../engine/api.ts";
import { fromCoreQuery } from "../query/core.ts";
import type { Query } from "../query/query.ts";
import type { ServiceParts } from "./parts.ts";
import { object, treeOf } from "./tree.ts";

/** Characters of events in a reply at most; more are read in pages, with limit and offset. */
const LARGEST = 32 * 1024 * 1024;

/** Fields of an event that Codebolt's own have not; they are left out where they are empty. */
const EXTRA: ReadonlySet<string> = new Set(["source", "entity_type", "entity_id", "actor", "old", "new", "raw"]);

/**
 * Runs a core query by the same engine as `.evq` text. The result is Codebolt's: `events`, or with `reduce`
 * `aggregation`; `total` counts what there is before limit and offset.
 * @throws EvqError `query.invalid`, `query.too-large`, and those of a run
 */
export async function queryEvents(parts: ServiceParts, core: JsonTree, cancellation: Cancellation): Promise<JsonTree> {
  const { query, problem } = fromCoreQuery(withTimes(core));
  if (!query) throw new EvqError("query.invalid", `The query cannot be run: ${problem}.`);
  checkReduce(query);
  const { limit, offset, ...unlimited } = query;
  const found = await collect(parts, query, cancellation);
  const isPart = limit !== undefined || offset !== undefined;
  const total = isPart ? await countOf(parts, unlimited, cancellation) : found.rows.length;
  return object({
    ...(query.reduce ? { aggregation: aggregation(query.reduce, found) } : { events: eventsOf(query, found) }),
    total: BigInt(total),
    ...numberOf("limit", query),
    ...numberOf("offset", query),
  });
}

interface Found extends Pick<RunOutcome, "columns"> {
  readonly rows: readonly (readonly Value[])[];
}

async function collect({ run }: ServiceParts, query: Query, cancellation: Cancellation): Promise<Found> {
  const rows: (readonly Value[])[] = [];
  let size = 0;
  const { columns, completeness } = await run(requestOf(query), {
    cancellation,
    progress: () => {},
    rows: (_columns, page) => {
      for (const row of page) {
        size += sizeOf(row);
        rows.push(row);
      }
      if (size > LARGEST)
        throw new EvqError(
          "query.too-large",
          `The result is larger than the ${LARGEST / 1024 / 1024} MB that one reply may have.`,
          "Read it in parts with limit and offset, or select fewer fields.",
        );
    },
  });
  if (completeness.verdict !== "complete")
    throw new EvqError("source.failed", `The result is ${completeness.verdict}: ${completeness.reason ?? ""}`);
  return { columns, rows };
}

function requestOf(query: Query): RunRequest {
  const bound = { query, span: { start: 0, end: 0 }, columns: [], parameters: [] };
  return { query: bound, parameters: [], given: new Map(), timeZone: "UTC" };
}

/** How many rows there are without limit and offset; what they hold is not looked at. */
async function countOf({ run }: ServiceParts, query: Query, cancellation: Cancellation): Promise<number> {
  const { select: _, orderBy: __, ...counted } = query;
  const isReduced = query.reduce !== undefined;
  const counting: Query = isReduced
    ? counted
    : { ...counted, reduce: { by: [], aggregates: [{ name: "total", function: "count" }] } };
  let total = 0;
  const rows = (_columns: readonly Column[], page: readonly (readonly Value[])[]) => {
    for (const [count = null] of page) total += isReduced ? 1 : Number(count);
  };
  await run(requestOf(counting), { cancellation, progress: () => {}, rows });
  return total;
}

function eventsOf({ select }: Query, { columns, rows }: Found): readonly JsonTree[] {
  const names = columns.map(({ name }) => (select || name !== "instance_id" ? name : "instanceId"));
  return rows.map((row) => {
    const members = new Map<string, JsonTree>();
    names.forEach((name, i) => {
      const value = row[i] ?? null;
      if (select || value !== null || !EXTRA.has(name)) members.set(name, treeOf(value));
    });
    return members;
  });
}

/** Without `groupBy` the value itself, else an object a group: its keys by name, and the value by that of the aggregate. */
function aggregation({ by, aggregates }: NonNullable<Query["reduce"]>, { rows }: Found): JsonTree {
  if (by.length === 0) return treeOf(rows[0]?.[0] ?? null);
  const [aggregate] = aggregates;
  const names = [...by.map(({ name }) => name), aggregate?.function ?? "value"];
  return rows.map((row) => new Map(names.map((name, i) => [name, treeOf(row[i] ?? null)])));
}

/** What comes after `reduce` sees only what it made. */
function checkReduce({ reduce, orderBy, select }: Query): void {
  if (!reduce) return;
  const made = new Set(reduce.by.map(({ name }) => name));
  const problem = (what: string) =>
    new EvqError("query.invalid", `The query cannot be run: ${what}.`, "Leave it out, or order by a field of groupBy.");
  if (select) throw problem("with reduce there is nothing to select");
  for (const { value } of orderBy ?? [])
    if (value.kind === "field" && (value.field.path.length > 0 || !made.has(value.field.column)))
      throw problem(`it orders by ${value.field.column}, which reduce does not keep`);
}

/** Numbers that a timestamp is compared with are milliseconds since 1970, as Codebolt's clients send them. */
function withTimes(core: JsonTree): JsonTree {
  if (!(core instanceof Map)) return core;
  const members = core as ReadonlyMap<string, JsonTree>;
  const where = members.get("where");
  if (!Array.isArray(where)) return core;
  return new Map([...members, ["where", (where as readonly JsonTree[]).map(withTime)]]);
}

function withTime(condition: JsonTree): JsonTree {
  if (!(condition instanceof Map)) return condition;
  const members = condition as ReadonlyMap<string, JsonTree>;
  if (members.get("field") !== "timestamp") return condition;
  const value = members.get("value") ?? null;
  const times = Array.isArray(value) ? (value as readonly JsonTree[]).map(timeOf) : timeOf(value);
  return new Map([...members, ["value", times]]);
}

function timeOf(value: JsonTree): JsonTree {
  return typeof value === "bigint" ? formatInstant(value * 1000n) : value;
}

function numberOf(name: "limit" | "offset", query: Query): Readonly<Record<string, JsonTree>> {
  const expression = query[name];
  const value = expression?.kind === "constant" ? expression.value : undefined;
  return typeof value === "bigint" ? { [name]: value } : {};
}

/** About as many characters as the row has in JSON. */
function sizeOf(row: readonly Value[]): number {
  let size = 0;
  for (const value of row)
    size += value instanceof Json ? value.text.length : typeof value === "string" ? value.length : 20;
  return size;
}
