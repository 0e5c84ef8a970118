import { EVENT_ORDER } from "../query/event.ts";
import type { Expression, Query } from "../query/query.ts";
import { fieldsOf, fieldsOfPredicate } from "./support.ts";

/** What is read along with `old` to see what an event changed. */
const CHANGE = ["new", "event_type"];

/**
 * The columns of a source's rows that the stages of a query read, so that a source need not send what is dear and not
 * looked at. Undefined where every column is: those of a query that names none are its result.
 */
export function columnsRead(query: Query): ReadonlySet<string> | undefined {
  const { where, dedupe, collapse, reduce, having, orderBy, fetchCurrent, diff, select, compare, expect, into } = query;
  if (diff || compare || into || !(reduce || select)) return undefined;
  const tests = [where, having, ...(expect ?? []).map((one) => (one.kind === "every" ? one.predicate : undefined))];
  const values: readonly (Expression | undefined)[] = [
    ...(dedupe?.by ?? []),
    ...(collapse?.by ?? []),
    ...(reduce?.by ?? []).map(({ value }) => value),
    ...(reduce?.aggregates ?? []).map(({ operand }) => operand),
    ...(orderBy ?? []).map(({ value }) => value),
    ...(select ?? []).map(({ value }) => value),
  ];
  const fields = [
    ...tests.flatMap((test) => (test ? fieldsOfPredicate(test) : [])),
    ...values.flatMap((value) => (value ? fieldsOf(value) : [])),
  ];
  const read = new Set<string>([...EVENT_ORDER, ...fields.map(({ column }) => column)]);
  if (fetchCurrent) read.add("entity_type").add("entity_id");
  return read.has("old") ? new Set([...read, ...CHANGE]) : read;
}
