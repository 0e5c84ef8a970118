import { pathOf, textOf, writtenField } from "../bind/names.ts";
import type { Aggregate, Expression, NamedExpression, Query, Reduce, SortKey, Source, Stage } from "../query.ts";
import { conditionsOf, windowConditions } from "./conditions.ts";
import { Unfit } from "./unfit.ts";
import { CORE_AGGREGATES } from "./query.ts";
import type { CoreQuery } from "./query.ts";

/** The core query, or the first clause that the core does not have, by its keyword, and why. */
export type ToCore =
  | { readonly core: CoreQuery; readonly clause?: never }
  | { readonly core?: never; readonly clause: string; readonly reason: string };

/** Stages that the core has nothing for, with their keywords. */
const FOREIGN: readonly (readonly [Stage, string])[] = [
  ["since", "since checkpoint"],
  ["dedupe", "dedupe"],
  ["collapse", "collapse"],
  ["having", "having"],
  ["fetchCurrent", "fetch current"],
  ["diff", "diff"],
  ["compare", "compare"],
  ["expect", "expect"],
  ["into", "into"],
];

/** A query in the core DSL, when it says nothing that the core cannot; the connection is not part of the core. */
export function toCoreQuery(query: Query): ToCore {
  try {
    return { core: coreOf(query) };
  } catch (thrown) {
    if (thrown instanceof Unfit) return { clause: thrown.clause, reason: thrown.message };
    throw thrown;
  }
}

function coreOf(query: Query): CoreQuery {
  for (const [stage, clause] of FOREIGN) {
    if (query[stage] !== undefined) throw new Unfit(clause, `the core query has no \`${clause}\``);
  }
  const from = fromOf(query.from);
  const where = [
    ...(query.during ? windowConditions(query.during) : []),
    ...(query.where ? conditionsOf(query.where) : []),
  ];
  const { reduce, select, orderBy } = query;
  if (reduce && select) throw new Unfit("select", "the core query selects events only, not what `reduce` makes");
  if (reduce && orderBy) throw new Unfit("order by", "the core query orders events only, not what `reduce` makes");
  const [offset, limit] = [countOf("offset", query.offset), countOf("limit", query.limit)];
  return {
    from,
    ...(where.length > 0 && { where }),
    ...(select && { select: select.map(selectedField) }),
    ...(orderBy && { orderBy: orderOf(orderBy) }),
    ...(limit !== undefined && { limit }),
    ...(offset !== undefined && { offset }),
    ...(reduce && { reduce: reduceOf(reduce) }),
  };
}

function fromOf(sources: readonly Source[]): CoreQuery["from"] {
  const [source, ...others] = sources;
  if (!source || others.length > 0) throw new Unfit("from", "the core query reads one log");
  if (source.kind === "subquery")
    throw new Unfit("from", `the core query reads a log, and \`${source.name}\` is a named query`);
  const { log, stream } = source;
  if (log === undefined) throw new Unfit("from", "the core query names its log");
  if (!stream) return { instance: log };
  const name = stream.kind === "constant" ? stream.value : undefined;
  if (typeof name !== "string") throw new Unfit("from", "the stream is known only when the query runs");
  return { instance: log, stream: name };
}

function selectedField({ name, value }: NamedExpression): string {
  const field = fieldText("select", value);
  if (!isCalledByItself(name, value))
    throw new Unfit("select", `the core query has no names for columns, and \`${field}\` is called \`${name}\``);
  return field;
}

function orderOf([key, ...others]: readonly SortKey[]): NonNullable<CoreQuery["orderBy"]> {
  if (!key || others.length > 0) throw new Unfit("order by", "the core query orders by one field");
  return { field: fieldText("order by", key.value), direction: key.direction };
}

function reduceOf({ by, aggregates }: Reduce): NonNullable<CoreQuery["reduce"]> {
  const [aggregate, ...others] = aggregates;
  if (!aggregate || others.length > 0) throw new Unfit("reduce", "the core query has one aggregate");
  const [key, ...otherKeys] = by;
  if (otherKeys.length > 0) throw new Unfit("reduce", "the core query groups by one field");
  const type = CORE_AGGREGATES.find((name) => name === aggregate.function);
  if (!type) throw new Unfit("reduce", `the core query has no \`${aggregate.function}\``);
  const field = aggregate.operand && fieldText("reduce", aggregate.operand);
  const groupBy = key && fieldText("reduce", key.value);
  if (aggregate.name !== aggregateName(aggregate) || (key && !isCalledByItself(key.name, key.value))) {
    throw new Unfit("reduce", "the core query has no names for columns");
  }
  return { type, ...(field !== undefined && { field }), ...(groupBy !== undefined && { groupBy }) };
}

/** What an aggregate of a field is called when nobody names it. */
export function aggregateName({ function: name, operand }: Omit<Aggregate, "name">): string {
  return `${name}(${operand?.kind === "field" ? writtenField(operand.field) : ""})`;
}

function isCalledByItself(name: string, value: Expression): boolean {
  if (value.kind !== "field") return false;
  return name === (value.field.path.length === 0 ? value.field.column : textOf(pathOf(value.field)));
}

function fieldText(clause: string, value: Expression): string {
  if (value.kind === "field") return writtenField(value.field);
  throw new Unfit(clause, "the core query has fields only, no calculations");
}

function countOf(clause: string, value: Expression | undefined): number | undefined {
  if (!value) return undefined;
  const count = value.kind === "constant" ? value.value : undefined;
  if (typeof count === "bigint" && count >= 0n && count <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(count);
  throw new Unfit(clause, "its number is known only when the query runs");
}
