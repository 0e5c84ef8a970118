import type { Expression, Query, SortKey, Stage } from "../query/query.ts";
import { EVENT_ORDER } from "../query/event.ts";
import type { Capabilities } from "./capabilities.ts";
import { supportOf } from "./support.ts";

/** The stages after the filters that a source may be able to finish, in the order in which they mean something. */
export const PUSHABLE = [
  "dedupe",
  "collapse",
  "reduce",
  "having",
  "orderBy",
  "offset",
  "limit",
  "select",
] as const satisfies readonly Stage[];
export type PushableStage = (typeof PUSHABLE)[number];

/** Why a source that has finished every stage before cannot finish this one; undefined when it can. */
export function reasonAgainst(stage: PushableStage, query: Query, capabilities: Capabilities): string | undefined {
  const { stages, name } = capabilities;
  switch (stage) {
    case "dedupe":
    case "collapse":
      return stages[stage] ? undefined : `${name} cannot do it`;
    case "reduce":
      return reasonAgainstReduce(query, capabilities);
    case "having":
      return stages.having && query.having && supportOf(query.having, withoutFields(capabilities)) === "exact"
        ? undefined
        : `${name} cannot test it`;
    case "orderBy":
      return canOrder(query, capabilities) ? undefined : `${name} cannot order by it`;
    case "offset":
    case "limit":
      if (!canOrder(query, capabilities)) return `${name} cannot bring the rows in order first`;
      return stages[stage] ? undefined : `${name} cannot do it`;
    case "select":
      if (!canOrder(query, capabilities)) return "the rows are put in order here, by columns that are not selected";
      if (query.expect) return "expect is checked here, also on columns that are not selected";
      return stages.select ? undefined : `${name} sends whole rows`;
  }
}

function reasonAgainstReduce({ reduce }: Query, { name, stages }: Capabilities): string | undefined {
  if (!reduce) return undefined;
  if (!stages.reduce) return `${name} cannot do it`;
  const { aggregates, groupBy } = stages.reduce;
  const missing = reduce.aggregates.find((aggregate) => !aggregates.includes(aggregate.function));
  if (missing) return `${name} has no ${missing.function}`;
  if (groupBy === "expressions") return undefined;
  const isColumn = (value: Expression) => value.kind === "field" && value.field.path.length === 0;
  if (!reduce.by.every(({ value }) => isColumn(value))) return `${name} groups by columns only`;
  return reduce.aggregates.every(({ operand }) => !operand || operand.kind === "field")
    ? undefined
    : `${name} summarises fields only`;
}

/** After `reduce` the columns are the query's own, and the source's list of fields says nothing about them. */
function withoutFields({ predicates: { fields: _, ...rest } }: Capabilities): Capabilities["predicates"] {
  return rest;
}

/** Whether the source can bring rows in the order the query asks for; without `order by`, that is E or the group keys. */
export function canOrder({ orderBy, reduce, collapse }: Query, { stages }: Capabilities): boolean {
  if (stages.orderBy !== "time") return stages.orderBy === "any";
  return !reduce && !collapse && (!orderBy || isTimeOrder(orderBy));
}

/** Whether the keys are the first of the event order, all in one direction: then ties end as if by time alone. */
function isTimeOrder(keys: readonly SortKey[]): boolean {
  return keys.every(
    ({ value, direction }, i) =>
      direction === keys[0]?.direction &&
      value.kind === "field" &&
      value.field.path.length === 0 &&
      value.field.column === EVENT_ORDER[i],
  );
}

/** The order as the source is asked for it: one that orders by time alone is asked for just that. */
export function askedOrder(orderBy: readonly SortKey[], { stages }: Capabilities): readonly SortKey[] {
  return stages.orderBy === "time" ? orderBy.slice(0, 1) : orderBy;
}

const KEYWORDS: Readonly<Record<Stage, string>> = {
  during: "during",
  since: "since",
  where: "where",
  dedupe: "dedupe",
  collapse: "collapse",
  reduce: "reduce",
  having: "having",
  orderBy: "order by",
  offset: "offset",
  limit: "limit",
  fetchCurrent: "fetch",
  diff: "diff",
  select: "select",
  compare: "compare",
  expect: "expect",
  into: "into",
};

export function keywordOf(stage: Stage): string {
  return KEYWORDS[stage];
}
