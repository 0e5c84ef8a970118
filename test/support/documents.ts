import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import type {
  Clause,
  Column,
  Document,
  Expression,
  Name,
  Path,
  QueryNode,
  SortKeyNode,
  SourceNode,
  Statement,
} from "../../server/src/syntax/ast.ts";

const span = { start: 0, end: 0 };
const base = { span, keyword: span, pipe: undefined };
const absent = fc.constant(undefined);

/** Names of every sort: plain, reserved, contextual, foreign, and ones that need backticks. */
const words = fc.constantFrom(
  ..."a b_1 Payload where order limit from let and not null by as asc desc keep first last within gap checkpoint overlap".split(
    " ",
  ),
  ..."current to previous on ignoring rows complete every stream exists contains matches sort top take group ago now type whre".split(
    " ",
  ),
  "odd name",
  "user-activity",
  "a`b",
  "größe",
  "2nd",
  "😀",
  "a.b",
  "//",
  "$x",
);
const names: Arbitrary<Name> = words.map((text) => ({ kind: "name", span, text }));

const keys = fc.oneof(
  words,
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom("", "\n", '"', "\\", "\u2028"),
);
const paths: Arbitrary<Path> = fc.record({
  kind: fc.constant("path" as const),
  span: fc.constant(span),
  head: names,
  steps: fc.array(
    fc.oneof(
      keys.map((text) => ({ kind: "key" as const, span, text })),
      fc.nat(1000).map((index) => ({ kind: "index" as const, span, index })),
    ),
    { maxLength: 3 },
  ),
});

const parameters: Arbitrary<Expression> = words.map((name) => ({ kind: "parameter", span, name }));
const durations: Arbitrary<Expression> = fc
  .constantFrom("500ms", "1h30m", "1mo", "2y3d", "0s")
  .map((text) => ({ kind: "duration", span, text }));
const times: Arbitrary<Expression> = fc
  .constantFrom(
    "2024",
    "2024-01",
    "2024-02-29",
    "2024-01-15T10:00",
    "2024-01-15T10:00:00.123Z",
    "2024-01-15T10:00+02:00",
  )
  .map((text) => ({ kind: "time", span, text }));
const strings: Arbitrary<Expression> = fc
  .tuple(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom("it's", 'say "hi"', "a\nb", "\\", '"""', "\ud800", "--", "// no"),
    ),
    fc.boolean(),
  )
  .map(([value, raw]) => ({ kind: "string", span, value, ...(raw && { raw: true as const }) }));
const numbers: Arbitrary<Expression> = fc.oneof(
  fc
    .constantFrom("0", "42", "1.5", "1e6", "9223372036854775808", "2E-3")
    .map((text): Expression => ({ kind: "number", span, text })),
  fc.constant<Expression>({ kind: "number", span, text: "1000", written: "1_000" }),
);
const constants = fc.oneof(
  numbers,
  strings,
  times,
  durations,
  fc.boolean().map((value): Expression => ({ kind: "boolean", span, value })),
  fc.constant<Expression>({ kind: "null", span }),
);

const comparisons = fc.constantFrom("eq", "neq", "lt", "lte", "gt", "gte" as const);
const tests = fc.constantFrom("contains", "icontains", "startswith", "endswith", "matches" as const);
const functions = fc.constantFrom(
  "count",
  "sum",
  "bin",
  "now",
  "ago",
  "startof",
  "became",
  "percentile",
  "last",
  "max",
);

const { expression, call } = fc.letrec<{ expression: Expression; call: Expression }>((tie) => ({
  call: fc.record({
    kind: fc.constant("call" as const),
    span: fc.constant(span),
    name: functions.map((text): Name => ({ kind: "name", span, text })),
    arguments: fc.array(tie("expression"), { maxLength: 3 }),
  }),
  expression: fc.oneof(
    { maxDepth: 4, depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: paths },
    { weight: 3, arbitrary: constants },
    parameters,
    tie("call"),
    fc.record({
      kind: fc.constant("logical" as const),
      span: fc.constant(span),
      operator: fc.constantFrom("and", "or" as const),
      left: tie("expression"),
      right: tie("expression"),
    }),
    fc.record({ kind: fc.constant("not" as const), span: fc.constant(span), operand: tie("expression") }),
    fc.record({
      kind: fc.constant("comparison" as const),
      span: fc.constant(span),
      operator: comparisons,
      operatorSpan: fc.constant(span),
      left: tie("expression"),
      right: tie("expression"),
    }),
    fc.record({
      kind: fc.constant("text-test" as const),
      span: fc.constant(span),
      negated: fc.boolean(),
      operator: tests,
      operatorSpan: fc.constant(span),
      left: tie("expression"),
      right: tie("expression"),
    }),
    fc.record({
      kind: fc.constant("between" as const),
      span: fc.constant(span),
      negated: fc.boolean(),
      left: tie("expression"),
      low: tie("expression"),
      high: tie("expression"),
    }),
    fc.record({
      kind: fc.constant("null-test" as const),
      span: fc.constant(span),
      negated: fc.boolean(),
      left: tie("expression"),
    }),
    fc.record({
      kind: fc.constant("arithmetic" as const),
      span: fc.constant(span),
      operator: fc.constantFrom("+", "-" as const),
      left: tie("expression"),
      right: tie("expression"),
    }),
    fc.record({
      kind: fc.constant("unary" as const),
      span: fc.constant(span),
      operator: fc.constant("-" as const),
      operand: tie("expression"),
    }),
    fc.record({ kind: fc.constant("exists" as const), span: fc.constant(span), operand: paths }),
    fc.record({
      kind: fc.constant("list" as const),
      span: fc.constant(span),
      items: fc.array(tie("expression"), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("parenthesised" as const), span: fc.constant(span), inner: tie("expression") }),
    fc.record({
      kind: fc.constant("membership" as const),
      span: fc.constant(span),
      negated: fc.boolean(),
      left: tie("expression"),
      list: fc.oneof(
        fc.record({
          kind: fc.constant("list" as const),
          span: fc.constant(span),
          items: fc.array(tie("expression"), { maxLength: 4 }),
        }),
        parameters,
        paths,
      ),
    }),
  ),
}));

/** Expressions of every kind, without Missing; spans are all 0. */
export const expressionArbitrary: Arbitrary<Expression> = expression;

const columns: Arbitrary<Column> = fc.record({
  kind: fc.constant("column" as const),
  span: fc.constant(span),
  value: expression,
  name: fc.oneof(names, absent),
});
const aggregates: Arbitrary<Column> = fc.record({
  kind: fc.constant("column" as const),
  span: fc.constant(span),
  value: call,
  name: fc.oneof(names, absent),
});
const sortKeys: Arbitrary<SortKeyNode> = fc.record({
  kind: fc.constant("sort-key" as const),
  span: fc.constant(span),
  value: expression,
  direction: fc.constantFrom("asc", "desc", undefined),
});
const sources: Arbitrary<SourceNode> = fc.record({
  kind: fc.constant("source" as const),
  span: fc.constant(span),
  path: fc.array(names, { minLength: 1, maxLength: 2 }),
  stream: fc.oneof(strings, parameters, absent),
});

const some = <T>(arbitrary: Arbitrary<T>): Arbitrary<T[]> => fc.array(arbitrary, { minLength: 1, maxLength: 5 });
const lengths = fc.oneof(durations, parameters);
const counts = fc.oneof(numbers, parameters);
const keep = fc.constantFrom("first", "last", undefined);
const time = fc.oneof(times, parameters, call);

const clauses: Arbitrary<Clause>[] = [
  lengths.map((last) => ({ ...base, kind: "during", last, start: undefined, end: undefined })),
  fc
    .tuple(fc.oneof(time, paths), fc.oneof(time, absent))
    .map(([start, end]) => ({ ...base, kind: "during", last: undefined, start, end })),
  fc
    .tuple(fc.oneof(strings, parameters), fc.oneof(lengths, absent))
    .map(([checkpoint, overlap]) => ({ ...base, kind: "since", checkpoint, overlap })),
  expression.map((predicate) => ({ ...base, kind: "where", predicate })),
  fc.tuple(some(expression), keep).map(([by, keep]) => ({ ...base, kind: "dedupe", by, keep })),
  fc
    .tuple(some(expression), fc.constantFrom("within", "gap" as const), lengths, keep)
    .map(([by, window, length, keep]) => ({ ...base, kind: "collapse", by, window, length, keep })),
  fc
    .tuple(some(aggregates), fc.array(columns, { maxLength: 3 }))
    .map(([aggregates, by]) => ({ ...base, kind: "reduce", aggregates, by })),
  expression.map((predicate) => ({ ...base, kind: "having", predicate })),
  some(sortKeys).map((keys) => ({ ...base, kind: "order", keys })),
  counts.map((count) => ({ ...base, kind: "limit", count })),
  counts.map((count) => ({ ...base, kind: "offset", count })),
  counts.map((count) => ({ ...base, kind: "latest", count })),
  fc.constant({ ...base, kind: "fetch" }),
  fc.array(expression, { maxLength: 3 }).map((by) => ({ ...base, kind: "diff", by })),
  some(columns).map((columns) => ({ ...base, kind: "select", columns })),
  fc
    .tuple(
      fc.oneof(
        fc.tuple(fc.constant("previous" as const), fc.oneof(lengths, absent)),
        fc.tuple(fc.constant("time" as const), fc.oneof(times, call)),
        fc.tuple(
          fc.constant("name" as const),
          names.map((head): Expression => ({ kind: "path", span, head, steps: [] })),
        ),
      ),
      fc.array(expression, { maxLength: 2 }),
      fc.array(expression, { maxLength: 2 }),
    )
    .map(([[to, operand], on, ignoring]) => ({ ...base, kind: "compare", to, operand, on, ignoring })),
  fc.oneof(
    fc
      .tuple(comparisons, counts)
      .map(([operator, operand]): Clause => ({ ...base, kind: "expect", what: "rows", operator, operand })),
    fc.constant<Clause>({ ...base, kind: "expect", what: "complete", operator: undefined, operand: undefined }),
    expression.map((operand): Clause => ({ ...base, kind: "expect", what: "every", operator: undefined, operand })),
  ),
  sources.map((target) => ({ ...base, kind: "into", target })),
];

const MANY: ReadonlySet<string> = new Set(["where", "expect"]);

const queries: Arbitrary<QueryNode> = fc
  .record({
    kind: fc.constant("query" as const),
    span: fc.constant(span),
    from: fc.constant(span),
    sources: some(sources),
    clauses: fc.array(fc.oneof(...clauses), { maxLength: 6 }),
  })
  .map((query) => ({
    ...query,
    clauses: query.clauses.filter(
      ({ kind }, index) => MANY.has(kind) || query.clauses.findIndex((clause) => clause.kind === kind) === index,
    ),
  }));

const titles = fc.oneof(
  absent,
  fc.constantFrom("A title", "Ümläut // and more").map((text) => ({ span: { start: -1, end: -1 }, text })),
);
const types = fc
  .tuple(fc.constantFrom("string", "number", "boolean", "time", "duration" as const), fc.boolean())
  .map(([name, list]) => ({ kind: "type" as const, span, name, list }));
const statements: Arbitrary<Statement> = fc.oneof(
  fc.record({
    kind: fc.constant("param" as const),
    span: fc.constant(span),
    name: names,
    type: fc.oneof(types, absent),
    initial: fc.oneof(expression, absent),
  }),
  fc.record({
    kind: fc.constant("let" as const),
    span: fc.constant(span),
    title: titles,
    name: names,
    value: fc.oneof(queries, expression),
  }),
  fc.record({ kind: fc.constant("query-statement" as const), span: fc.constant(span), title: titles, query: queries }),
);

/** Documents that say anything the language can say; spans are all 0 and there are no comments. */
export const documentArbitrary: Arbitrary<Document> = fc
  .array(statements, { maxLength: 4 })
  .map((statements) => ({ kind: "document", span, statements, comments: [] }));
