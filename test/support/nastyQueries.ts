import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { Duration, Period } from "../../server/src/base/duration.ts";
import { parseNumber } from "../../server/src/base/json.ts";
import { Json } from "../../server/src/base/value.ts";
import type { PathStep } from "../../server/src/base/value.ts";
import { EVENT_FIELDS } from "../../server/src/query/event.ts";
import type { Event, JsonField } from "../../server/src/query/event.ts";
import type {
  Aggregate,
  Constant,
  Expression,
  FieldRef,
  NamedExpression,
  Predicate,
  Query,
  SortKey,
} from "../../server/src/query/query.ts";
import { HOUR, eventsOf, instants, palettes } from "./nastyEvents.ts";
import type { Palette } from "./nastyEvents.ts";

const PATHS: readonly (readonly PathStep[])[] = [["n"], ["n"], ["a"], ["b"], ["a", "b"], ["a", 0], ["b", 1], ["b", "n"], ["__proto__"], ["a.b"], ['q"q'], ["it's"], ["x[0]"], ["b\\s"], [""], ["0"], [0], ["é"], ["😀"], ["$"], ["a\0"], ["\ud800"], ["a", 9_999_999_999], []]; // prettier-ignore

const JSON_FIELDS = [
  "payload",
  "payload",
  "payload",
  "metadata",
  "old",
  "new",
  "raw",
] as const satisfies readonly JsonField[];
const PLAIN_FIELDS = EVENT_FIELDS.filter((name) => !(JSON_FIELDS as readonly string[]).includes(name));

const fieldRefs: Arbitrary<FieldRef> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...PLAIN_FIELDS).map((column) => ({ column, path: [] })) },
  { weight: 3, arbitrary: fc.record({ column: fc.constantFrom(...JSON_FIELDS), path: fc.constantFrom(...PATHS) }) },
  { weight: 1, arbitrary: fc.constant({ column: "actor", path: ["x"] }) },
);
const fields: Arbitrary<Expression> = fieldRefs.map(fieldOf);

function fieldOf(field: FieldRef): Expression {
  return { kind: "field", field };
}

function constantOf(value: Constant): Expression {
  return { kind: "constant", value };
}

const durations = fc.constantFrom(new Duration(4_000n), new Duration(500n), new Duration(HOUR), new Duration(HOUR * 5n), new Duration(HOUR * 24n), new Duration(HOUR * 48n), new Duration(HOUR * 168n), new Duration(HOUR * 25n), new Duration(0n, 1), new Duration(-HOUR)); // prettier-ignore

const periods = instants.map(({ micros }) => new Period(micros, micros + HOUR));
/** Values to compare with, mostly those that the events have. */
function constantsOf({ numbers, texts, oddNumbers, oddTexts }: Palette): Arbitrary<Constant> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...texts, ...oddTexts) },
    {
      weight: 5,
      arbitrary: fc.constantFrom(...numbers, ...oddNumbers, "9223372036854775808", "1e400").map(parseNumber),
    },
    { weight: 2, arbitrary: fc.boolean() },
    { weight: 2, arbitrary: instants },
    { weight: 2, arbitrary: periods },
    { weight: 1, arbitrary: durations },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Constant>(
        null,
        "a\0b",
        "\ud83d",
        "CREATE",
        "UPDATE",
        "s1",
        "2024-01-01T01:00:00Z",
        new Json('{"a":1}'),
        new Json("[1]"),
      ),
    },
  );
}

/** Fields and constants mostly, and everything that expressions can be made of. */
function expressionsOver(
  base: Arbitrary<Expression>,
  test: Arbitrary<Predicate>,
  constants: Arbitrary<Constant>,
): Arbitrary<Expression> {
  const operand = fc.oneof(base, constants.map(constantOf));
  return fc.oneof(
    { weight: 8, arbitrary: base },
    { weight: 2, arbitrary: constants.map(constantOf) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("arithmetic" as const),
        operator: fc.constantFrom("+" as const, "-" as const),
        left: operand,
        right: operand,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("negate" as const), operand }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("startof" as const, "endof" as const), unit: fc.constantFrom("hour" as const, "day" as const, "month" as const), time: operand }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("bin" as const), operand: base, width: fc.oneof(durations, fc.constantFrom<Constant>(1n, 4n, 2.5, 0n, -1n, 1e300)).map(constantOf) }) },
    { weight: 1, arbitrary: test.map((predicate): Expression => ({ kind: "predicate", predicate })) },
  ); // prettier-ignore
}

const changes: Arbitrary<Expression> = fc.record({
  kind: fc.constantFrom("was" as const, "became" as const),
  path: fc.constantFrom<readonly PathStep[]>(["n"], ["a", "b"], []),
});

/** Single tests over expressions. */
function testsOver(
  refs: Arbitrary<FieldRef>,
  expression: Arbitrary<Expression>,
  constants: Arbitrary<Constant>,
  hasChanges: boolean,
): Arbitrary<Predicate> {
  const constant = constants.map(constantOf);
  const left = fc.oneof({ weight: 6, arbitrary: refs.map(fieldOf) }, { weight: 1, arbitrary: expression });
  const right = fc.oneof({ weight: 6, arbitrary: constant }, { weight: 1, arbitrary: expression });
  const list = fc.oneof(
    fc.array(constants, { maxLength: 4 }).map(constantOf),
    fc.array(right, { maxLength: 4 }),
    fc.constantFrom<Constant>(manyTexts, manyNumbers).map(constantOf),
  );
  const patterns = fc.oneof(constants, fc.constantFrom<Constant>("^a", "b$", "(?i)a", "[", "a.b", "5")).map(constantOf);
  const negated = fc.boolean();
  const kind = <K extends string>(name: K) => fc.constant(name);
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: kind("compare"), operator: fc.constantFrom("eq" as const, "neq" as const, "lt" as const, "lte" as const, "gt" as const, "gte" as const), left, right }) },
    { weight: 1, arbitrary: fc.record({ kind: kind("compare"), operator: fc.constantFrom("eq" as const, "neq" as const, "lt" as const), left: constant, right: left }) },
    { weight: 3, arbitrary: fc.record({ kind: kind("in"), negated, left, list }) },
    { weight: 3, arbitrary: fc.record({ kind: kind("between"), negated, left, low: right, high: right }) },
    { weight: 3, arbitrary: fc.record({ kind: kind("text"), negated, operator: fc.constantFrom("contains" as const, "icontains" as const, "startswith" as const, "endswith" as const, "matches" as const), left, right: fc.oneof({ weight: 4, arbitrary: patterns }, { weight: 2, arbitrary: right }) }) },
    { weight: 2, arbitrary: fc.record({ kind: kind("null"), negated, left }) },
    { weight: 2, arbitrary: refs.map((field) => ({ kind: "exists" as const, field })) },
    { weight: 1, arbitrary: fc.boolean().map((value): Predicate => ({ kind: "always", value })) },
    ...(hasChanges ? [{ weight: 1, arbitrary: fc.constantFrom<readonly PathStep[]>(["n"], ["a", "b"], []).map((path): Predicate => ({ kind: "changed", path })) }] : []),
  ); // prettier-ignore
}

/** More items than are bound one by one. */
const manyTexts: Constant = Array.from({ length: 150 }, (_, i) => (i === 70 ? "a" : i === 71 ? '"' : `item ${i}`));
const manyNumbers: Constant = Array.from({ length: 150 }, (_, i) =>
  i === 3 ? parseNumber("9007199254740993") : BigInt(i * 7),
);

function predicatesOver(tests: Arbitrary<Predicate>): Arbitrary<Predicate> {
  return fc.letrec<{ predicate: Predicate }>((tie) => ({
    predicate: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      { weight: 4, arbitrary: tests },
      { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("and" as const, "or" as const), of: fc.array(tie("predicate"), { maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("not" as const), of: tie("predicate") }) },
    ),
  })).predicate; // prettier-ignore
}

function named(prefix: string, list: readonly Expression[]): readonly NamedExpression[] {
  return list.map((value, i) => ({ name: `${prefix}${i}`, value }));
}

/** Each part with its chance, in parts of ten. */
function optional<T extends object>(parts: { [K in keyof T]: readonly [number, Arbitrary<T[K]>] }): Arbitrary<
  Partial<T>
> {
  const names = Object.keys(parts) as (keyof T)[];
  const choices = names.map((name) => {
    const [chance, arbitrary] = parts[name];
    return fc.oneof(
      { weight: 10 - chance, arbitrary: fc.constant({}) },
      { weight: chance, arbitrary: arbitrary.map((value) => ({ [name]: value })) },
    );
  });
  return fc.tuple(...choices).map((chosen) => Object.assign({}, ...(chosen as object[])) as Partial<T>);
}

function sortKeys(values: Arbitrary<Expression>): Arbitrary<readonly SortKey[]> {
  return fc.array(fc.record({ value: values, direction: fc.constantFrom("asc" as const, "desc" as const) }), {
    minLength: 1,
    maxLength: 3,
  });
}

const counts = fc.integer({ min: 0, max: 8 }).map((count) => constantOf(BigInt(count)));

interface Words {
  readonly refs: Arbitrary<FieldRef>;
  readonly values: Arbitrary<Expression>;
  readonly tests: Arbitrary<Predicate>;
}

/** The stages behind `reduce`. */
function finish({ refs, values, tests }: Words, chanceOfHaving: number): Arbitrary<Partial<Query>> {
  return optional<Query>({
    having: [chanceOfHaving, tests],
    orderBy: [6, sortKeys(fc.oneof({ weight: 4, arbitrary: refs.map(fieldOf) }, { weight: 1, arbitrary: values }))],
    offset: [1, counts],
    limit: [2, counts],
    select: [4, fc.array(values, { minLength: 1, maxLength: 4 }).map((list) => named("c", list))],
  } as never);
}

function eventWords(palette: Palette): Words {
  const constants = constantsOf(palette);
  const simple = testsOver(fieldRefs, fields, constants, true);
  const values = fc.oneof(
    { weight: 12, arbitrary: expressionsOver(fields, simple, constants) },
    { weight: 1, arbitrary: changes },
  );
  return { refs: fieldRefs, values, tests: predicatesOver(testsOver(fieldRefs, values, constants, true)) };
}

function aggregatesOf({ values }: Words): Arbitrary<Omit<Aggregate, "name">> {
  const operand = fc.oneof({ weight: 5, arbitrary: fields }, { weight: 1, arbitrary: values });
  const functions = ["count", "sum", "avg", "min", "max", "collect", "distinct", "first", "last"] as const;
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant({ function: "count" as const }) },
    { weight: 8, arbitrary: fc.record({ function: fc.constantFrom(...functions), operand }) },
    {
      weight: 2,
      arbitrary: fc.record({
        function: fc.constant("percentile" as const),
        operand,
        percent: fc.constantFrom<Constant>(0n, 50n, 90n, 99.9, 100n, null).map(constantOf),
      }),
    },
  );
}

function reduced(words: Words, palette: Palette): Arbitrary<Partial<Query>> {
  const by = fc.array(fc.oneof({ weight: 5, arbitrary: fields }, { weight: 2, arbitrary: words.values }), {
    maxLength: 3,
  });
  return fc
    .tuple(by, fc.array(aggregatesOf(words), { minLength: 1, maxLength: 4 }), fc.nat(9))
    .chain(([groups, list, dice]) => {
      const aggregates = list.map((aggregate, i): Aggregate => ({
        ...aggregate,
        name: `a${i}`,
        ...(dice === i + 1 && { hidden: true as const }),
      }));
      const reduce = { by: named("g", groups), aggregates };
      const names = [...reduce.by, ...aggregates].map(({ name }) => name);
      const refs = fc.record({
        column: fc.constantFrom(...names),
        path: fc.constantFrom<readonly PathStep[]>([], [], [], ["a"], [0], ["a\0"]),
      });
      const base = refs.map(fieldOf);
      const constants = constantsOf(palette);
      const tests = testsOver(refs, base, constants, false);
      const values = expressionsOver(base, tests, constants);
      return finish({ refs, values, tests: predicatesOver(tests) }, 3).map((rest) => ({ reduce, ...rest }));
    });
}

/** Grounded queries over `local.app`, with every stage that the local log finishes. */
function queriesOf(palette: Palette): Arbitrary<Query> {
  const words = eventWords(palette);
  const border = fc.oneof(instants, periods).map(constantOf);
  const events = optional<Query>({
    during: [1, fc.record({ start: border, end: border }, { requiredKeys: [] })],
    where: [5, words.tests],
    dedupe: [
      2,
      fc.record({
        by: fc.array(words.values, { minLength: 1, maxLength: 2 }),
        keep: fc.constantFrom("first" as const, "last" as const),
      }),
    ],
  } as never);
  const rest = fc.oneof({ weight: 3, arbitrary: finish(words, 1) }, { weight: 4, arbitrary: reduced(words, palette) });
  const stream = fc.option(fc.constantFrom("s1", "", "none"), { freq: 12, nil: undefined });
  const many = fc.tuple(events, rest, stream).map(([first, second, name]): Query => {
    const source = { kind: "log" as const, connection: "local", log: "app" };
    return { from: [name === undefined ? source : { ...source, stream: constantOf(name) }], ...first, ...second };
  });
  // One test alone shows most: nothing behind it hides what it lets through.
  const simple = testsOver(fieldRefs, fields, constantsOf(palette), true);
  const one = simple.map((where): Query => ({ from: [{ kind: "log", connection: "local", log: "app" }], where }));
  return fc.oneof({ weight: 1, arbitrary: one }, { weight: 2, arbitrary: many });
}

/** A log's events and a query over them, both of the same few values. */
export const nastyWorlds: Arbitrary<readonly [readonly Event[], Query]> = palettes.chain((palette) =>
  fc.tuple(eventsOf(palette), queriesOf(palette)),
);
