import type { Event } from "../../query/event.ts";
import type { Constant, Expression, Predicate, Query } from "../../query/query.ts";
import { conjunctsOf, windowOf, windowOfField } from "../paging/window.ts";
import type { TimeWindow } from "../paging/window.ts";

/** The events that a query is about, in the terms of Contember's `EventsFilter`. Parts that are absent let all pass. */
export interface Selection {
  readonly appliedAt: TimeWindow;
  readonly createdAt: TimeWindow;
  readonly types?: readonly string[];
  readonly tables?: readonly string[];
  readonly rows?: readonly RowKey[];
  readonly transactions?: readonly string[];
  readonly identities?: readonly string[];
}

/** A row by its table and primary key; a key of several columns has several parts. */
export interface RowKey {
  readonly tableName: string;
  readonly primaryKey: readonly (string | number)[];
}

/**
 * What a query asks of Contember; undefined where no event can pass, so that nothing needs to be sent. What the engine
 * answers with *Internal server error*, such as an id that is no UUID, no event has, and is left out.
 */
export function selectionOf(query: Query): Selection | undefined {
  const tests = conjunctsOf(query.where);
  const types = textsOf(tests, "event_type");
  const tables = textsOf(tests, "entity_type")?.filter(isStorable);
  const ids = textsOf(tests, "entity_id")?.filter(isStorable);
  const transactions = textsOf(tests, "raw.transactionId")?.filter(isUuid);
  const identities = textsOf(tests, "raw.identityId")?.filter(isUuid);
  if ([types, tables, ids, transactions, identities].some((list) => list?.length === 0)) return undefined;
  const rows = tables && ids && rowsOf(tables, ids);
  const appliedAt = windowOf(query);
  const createdAt = windowOfField(query.where, "raw.createdAt");
  if (isEmpty(appliedAt) || isEmpty(createdAt)) return undefined;
  return {
    appliedAt,
    createdAt,
    ...(types && { types }),
    ...(tables && { tables }),
    ...(rows && { rows }),
    ...(transactions && { transactions }),
    ...(identities && { identities }),
  };
}

/**
 * Whether an event is really in the selection: windows are asked for a millisecond wider than they are, and types that
 * not every engine knows are not asked for.
 */
export function isSelected(event: Event, { appliedAt, createdAt, types }: Selection): boolean {
  if (types && !types.includes(event.event_type ?? "")) return false;
  // The sequence number is `createdAt` in milliseconds, which is all the engine tells of it.
  const created = event.sequence_number === null ? undefined : event.sequence_number * 1000n;
  return isWithin(event.timestamp?.micros, appliedAt) && isWithin(created, createdAt);
}

function isWithin(micros: bigint | undefined, { from, to }: TimeWindow): boolean {
  if (from === undefined && to === undefined) return true;
  if (micros === undefined) return false;
  return (from === undefined || micros >= from) && (to === undefined || micros <= to);
}

function isEmpty({ from, to }: TimeWindow): boolean {
  return from !== undefined && to !== undefined && from > to;
}

/** The texts that a field must be one of by every test about it; undefined where there is none. */
function textsOf(tests: readonly Predicate[], name: string): readonly string[] | undefined {
  const lists = tests.flatMap((test) => {
    if (test.kind !== "compare" && test.kind !== "in") return [];
    if (nameOf(test.left) !== name) return [];
    if (test.kind === "in") return test.negated ? [] : [constantsOf(test.list)];
    return test.operator === "eq" ? [constantsOf(test.right)] : [];
  });
  const [first, ...others] = lists;
  return first && [...new Set(first.filter((text) => others.every((list) => list.includes(text))))];
}

function nameOf(expression: Expression): string | undefined {
  return expression.kind === "field" ? [expression.field.column, ...expression.field.path].join(".") : undefined;
}

function constantsOf(list: Expression | readonly Expression[]): readonly string[] {
  if (!("kind" in list)) return list.flatMap(constantsOf);
  if (list.kind !== "constant") return [];
  const items = Array.isArray(list.value) ? (list.value as readonly Constant[]) : [list.value];
  return items.filter((item) => typeof item === "string");
}

/** Whether PostgreSQL can hold a text: not U+0000, nor half of a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes("\0") && !/\p{Surrogate}/u.test(text);
}

/** As the engine writes them; one in capitals is another text. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

const MOST_ROWS = 200;

/** The rows whose keys, joined with commas, are these ids; undefined where there would be too many, or not surely all. */
function rowsOf(tables: readonly string[], ids: readonly string[]): readonly RowKey[] | undefined {
  const keys = ids.flatMap(keysOf);
  if (keys.includes(undefined) || keys.length * tables.length > MOST_ROWS) return undefined;
  return tables.flatMap((tableName) =>
    keys.flatMap((primaryKey) => (primaryKey === undefined ? [] : [{ tableName, primaryKey }])),
  );
}

/** Every key that an id may stand for: a text with a comma is one part or two, a number is a number or a text. */
function keysOf(id: string): readonly (RowKey["primaryKey"] | undefined)[] {
  const parts = id.split(",");
  if (parts.length > 2 || parts.includes("")) return [undefined];
  const whole = partsOf(id).map((part) => [part]);
  if (parts.length === 1) return whole;
  const [first = "", second = ""] = parts;
  return [...whole, ...partsOf(first).flatMap((a) => partsOf(second).map((b) => [a, b]))];
}

/** Numbers that JavaScript, in which the engine is written, does not hold exactly cannot be asked for. */
function partsOf(text: string): readonly (string | number)[] {
  const number = Number(text);
  return String(number) === text && Number.isSafeInteger(number) ? [text, number] : [text];
}
