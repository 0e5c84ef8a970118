import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { Duration, Period } from "../../server/src/base/duration.ts";
import { parseJson, parseNumber, printJson } from "../../server/src/base/json.ts";
import type { JsonTree } from "../../server/src/base/json.ts";
import { Instant, valueOf } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import type { Event } from "../../server/src/query/event.ts";
import type {
  Aggregate,
  Constant,
  Expectation,
  Expression,
  LogSource,
  NamedExpression,
  Predicate,
  Query,
  SortKey,
  TimeRange,
  Source,
  Stage,
} from "../../server/src/query/query.ts";
import { STAGES } from "../../server/src/query/query.ts";

// Small worlds on purpose: few names, few values and few moments, so that random tests meet random events often.

const MINUTE = 60_000_000n;
const START = 1_704_067_200_000_000n;

const instants = fc.integer({ min: 0, max: 12 }).map((step) => new Instant(START + (BigInt(step) * MINUTE) / 2n));
const texts = fc.constantFrom("", "a", "b", "ab", "A", "é", "2024-01-01T00:01:00Z", "10", "%_", "😀", "\uffee");
const integers = fc.constantFrom(-1n, 0n, 1n, 2n, 3n, 10n, 9007199254740993n, 9223372036854775807n);
const numbers = fc.oneof(
  integers,
  fc.constantFrom(0.5, 1, 2.5, -0.25, 1e300),
  fc.constantFrom("1.10", "18446744073709551616").map(parseNumber),
);

export const jsonScalars: Arbitrary<JsonTree> = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null));
const jsonArrays: Arbitrary<JsonTree> = fc.array(jsonScalars, { maxLength: 3 });

const members: Arbitrary<JsonTree> = fc
  .record(
    {
      n: fc.oneof(numbers, jsonScalars),
      s: fc.oneof(texts, jsonScalars),
      list: jsonArrays,
      o: fc.record({ x: jsonScalars }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  .map((record) => new Map<string, JsonTree>(Object.entries(record).map(([key, value]) => [key, asTree(value)])));

function asTree(value: unknown): JsonTree {
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null)
    return new Map(Object.entries(value as Record<string, JsonTree>));
  if (typeof value === "object" && value !== null && value.constructor === Object)
    return new Map(Object.entries(value as Record<string, JsonTree>));
  return value as JsonTree;
}

const documents: Arbitrary<Value> = members.map((tree) => valueOf(parseJson(printJson(tree))));

/** Events of one log; ids are unique, so their order is total. */
export function eventsArbitrary(source = "local", instance = "app", maxLength = 12): Arbitrary<readonly Event[]> {
  const event = fc.record({
    stream_id: fc.constantFrom("s1", "s2", null),
    event_type: fc.constantFrom("create", "update", "note", "Update", null),
    timestamp: fc.option(instants, { freq: 12 }),
    sequence_number: fc.option(fc.integer({ min: 0, max: 4 }).map(BigInt), { freq: 12 }),
    entity_type: fc.constantFrom("order", "user", null),
    entity_id: fc.constantFrom("1", "2", null),
    actor: fc.constantFrom("ann", "Bob", "", null),
    payload: documents,
    metadata: fc.oneof(fc.constant(null), documents),
    old: fc.oneof(fc.constant(null), documents),
    new: fc.oneof(fc.constant(null), documents),
    raw: fc.constant(null),
  });
  return fc
    .array(event, { maxLength })
    .map((list) => list.map((fields, i) => ({ id: `${source}-${i}`, source, instance_id: instance, ...fields })));
}

const columns = [
  "stream_id",
  "event_type",
  "timestamp",
  "sequence_number",
  "entity_type",
  "entity_id",
  "actor",
  "id",
] as const;

export const fields: Arbitrary<Expression> = fc.oneof(
  fc.constantFrom(...columns).map((column): Expression => ({ kind: "field", field: { column, path: [] } })),
  fc
    .tuple(
      fc.constantFrom("payload", "metadata", "old", "new"),
      fc.constantFrom(["n"], ["s"], ["list"], ["list", 0], ["o", "x"], ["none"]),
    )
    .map(([column, path]): Expression => ({ kind: "field", field: { column, path } })),
);

const durations = fc.constantFrom(30n, 60n, 150n).map((seconds) => new Duration(seconds * 1_000_000n));
const periods = instants.map(
  ({ micros }) => new Period(micros - (micros % MINUTE), micros - (micros % MINUTE) + MINUTE),
);
export const constants: Arbitrary<Constant> = fc.oneof(
  texts,
  numbers,
  fc.boolean(),
  instants,
  periods,
  fc.constantFrom("create", "update", "order", "1", "ann"),
  fc.constant(null),
);
const constantExpressions = constants.map((value): Expression => ({ kind: "constant", value }));

/** A field, a constant, or arithmetic and bins over them. */
export const expressions: Arbitrary<Expression> = fc.oneof(
  { weight: 6, arbitrary: fields },
  { weight: 2, arbitrary: constantExpressions },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fields, fc.constantFrom("+" as const, "-" as const), fc.oneof(numbers, durations))
      .map(([left, operator, value]): Expression => ({
        kind: "arithmetic",
        operator,
        left,
        right: { kind: "constant", value },
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fields, fc.oneof(durations, fc.constantFrom<Constant>(2n, 0.5)))
      .map(([operand, width]): Expression => ({ kind: "bin", operand, width: { kind: "constant", value: width } })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("was" as const, "became" as const).map((kind): Expression => ({ kind, path: ["n"] })),
  },
);

const lists = fc.array(constants, { maxLength: 3 });
const tests: Arbitrary<Predicate> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        expressions,
        fc.constantFrom("eq", "neq", "lt", "lte", "gt", "gte"),
        fc.oneof({ weight: 4, arbitrary: constantExpressions }, expressions),
      )
      .map(([left, operator, right]): Predicate => ({ kind: "compare", operator: operator as "eq", left, right })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fields, lists, fc.boolean(), fc.boolean()).map(([left, items, negated, single]): Predicate => ({
      kind: "in",
      negated,
      left,
      list: single ? { kind: "constant", value: items } : items.map((value) => ({ kind: "constant", value })),
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fields, constantExpressions, constantExpressions, fc.boolean())
      .map(([left, low, high, negated]): Predicate => ({ kind: "between", negated, left, low, high })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fields,
        fc.constantFrom("contains", "icontains", "startswith", "endswith", "matches"),
        fc.constantFrom<Constant>("a", "A", "", "^a", "1", 1n),
        fc.boolean(),
      )
      .map(([left, operator, value, negated]): Predicate => ({
        kind: "text",
        negated,
        operator: operator as "contains",
        left,
        right: { kind: "constant", value },
      })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fields, fc.boolean()).map(([left, negated]): Predicate => ({ kind: "null", negated, left })),
  },
  {
    weight: 1,
    arbitrary: fields.map((field): Predicate =>
      field.kind === "field" ? { kind: "exists", field: field.field } : { kind: "always", value: true },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Predicate>({ kind: "changed", path: ["n"] }, { kind: "changed", path: ["o", "x"] }),
  },
  { weight: 1, arbitrary: fc.boolean().map((value): Predicate => ({ kind: "always", value })) },
);

export const predicates: Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: tests },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom("and" as const, "or" as const),
          fc.array(tie("predicate"), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, of]): Predicate => ({ kind, of })),
    },
    { weight: 1, arbitrary: tie("predicate").map((of): Predicate => ({ kind: "not", of })) },
  ),
})).predicate;

const keys = fc.array(expressions, { minLength: 1, maxLength: 2 });
const windows = fc
  .record({ start: fc.oneof(instants, periods), end: instants }, { requiredKeys: [] })
  .map(({ start, end }): TimeRange => ({
    ...(start && { start: { kind: "constant", value: start } }),
    ...(end && { end: { kind: "constant", value: end } }),
  }));

const aggregates: Arbitrary<Aggregate> = fc.oneof(
  fc.constant<Aggregate>({ name: "rows", function: "count" }),
  fc
    .tuple(fc.constantFrom("count", "sum", "avg", "min", "max", "collect", "distinct", "first", "last"), fields)
    .map(([of, operand]): Aggregate => ({ name: of, function: of as "sum", operand })),
  fields.map((operand): Aggregate => ({
    name: "p",
    function: "percentile",
    operand,
    percent: { kind: "constant", value: 50n },
  })),
);

const counts = (max: number): Arbitrary<Expression> =>
  fc.integer({ min: 0, max }).map((n) => ({ kind: "constant", value: BigInt(n) }));

function sortKeys(of: Arbitrary<Expression>): Arbitrary<readonly SortKey[]> {
  const time: Expression = { kind: "field", field: { column: "timestamp", path: [] } };
  return fc.oneof(
    fc
      .constantFrom("asc" as const, "desc" as const)
      .map((direction): readonly SortKey[] => [{ value: time, direction }]),
    fc
      .tuple(fc.constantFrom("asc" as const, "desc" as const), fc.constantFrom("asc" as const, "desc" as const))
      .map(([first, second]): readonly SortKey[] => [
        { value: time, direction: first },
        { value: { kind: "field", field: { column: "sequence_number", path: [] } }, direction: second },
      ]),
    fc.array(fc.record({ value: of, direction: fc.constantFrom("asc" as const, "desc" as const) }), {
      minLength: 1,
      maxLength: 2,
    }),
  );
}

function named(list: readonly Expression[], prefix: string): readonly NamedExpression[] {
  return list.map((value, i) => ({ name: `${prefix}${i}`, value }));
}

/** Stages over events, or over their groups: everything that the evaluator does by itself. */
export function queriesOver(sources: Arbitrary<readonly Source[]>): Arbitrary<Query> {
  const filters = fc.record({ during: windows, where: predicates }, { requiredKeys: [] });
  const events = fc.record(
    {
      dedupe: fc.record({ by: keys, keep: fc.constantFrom("first" as const, "last" as const) }),
      having: predicates,
      orderBy: sortKeys(expressions),
      offset: counts(4),
      limit: counts(8),
      select: keys.map((list) => named(list, "c")),
      expect: fc.constant<readonly Expectation[]>([
        { kind: "rows", operator: "gt", count: { kind: "constant", value: 2n } },
      ]),
    },
    { requiredKeys: [] },
  );
  return fc.oneof(
    {
      weight: 3,
      // Few stages at a time, so that each pair of them meets often.
      arbitrary: fc
        .tuple(sources, filters, events, fc.subarray([...STAGES], { minLength: 4 }))
        .map(([from, filter, rest, kept]) => {
          const stages = Object.entries({ ...filter, ...rest }).filter(([stage]) => kept.includes(stage as Stage));
          return { from, ...Object.fromEntries(stages) };
        }),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          sources,
          filters,
          fc.record({
            by: keys,
            window: fc.constantFrom("within" as const, "gap" as const),
            length: durations.map((value): Expression => ({ kind: "constant", value })),
            keep: fc.constantFrom("first" as const, "last" as const),
          }),
          fc.record({ limit: counts(5) }, { requiredKeys: [] }),
        )
        .map(([from, filter, collapse, rest]): Query => ({ from, ...filter, collapse, ...rest })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(sources, filters)
        .chain(([from, filter]) => reducedQueries.map((rest): Query => ({ from, ...filter, ...rest }))),
    },
  );
}

const reducedQueries: Arbitrary<Omit<Query, "from">> = fc
  .tuple(
    fc.array(expressions, { maxLength: 2 }),
    fc.uniqueArray(aggregates, { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
    fc.boolean(),
  )
  .chain(([by, list, hidden]) => {
    const reduce = {
      by: named(by, "k"),
      aggregates: list.map((aggregate, i): Aggregate => (hidden && i > 0 ? { ...aggregate, hidden: true } : aggregate)),
    };
    const column = fc.constantFrom(
      ...[...reduce.by, ...reduce.aggregates].map(({ name }): Expression => ({
        kind: "field",
        field: { column: name, path: [] },
      })),
    );
    const test = fc
      .tuple(column, fc.constantFrom("eq" as const, "gt" as const, "lte" as const), constantExpressions)
      .map(([left, operator, right]): Predicate => ({ kind: "compare", operator, left, right }));
    return fc
      .record(
        {
          having: test,
          orderBy: sortKeys(column).filter((sort) =>
            sort.every(({ value }) => value.kind === "field" && value.field.column !== "timestamp"),
          ),
          offset: counts(2),
          limit: counts(4),
        },
        { requiredKeys: [] },
      )
      .map((rest) => ({ reduce, ...rest }));
  });

export const localLog: LogSource = { kind: "log", connection: "local", log: "app" };
export const otherLog: LogSource = { kind: "log", connection: "other", log: "log" };

/** Queries over one log. */
export const queries: Arbitrary<Query> = queriesOver(fc.constant([localLog]));
