import type { Span } from "../base/span.ts";

/**
 * The tree of an `.evq` text. Every node has a span; what the text should have and does not have is a `Missing`
 * node at the place where it belongs, so completion and problems share one notion of what is absent. All kinds of node
 * stand in this file, from statements over clauses to expressions: who walks the tree needs no other.
 */
export interface Document {
  readonly kind: "document";
  readonly span: Span;
  readonly statements: readonly Statement[];
  /** In order; the formatter puts each back where it was. */
  readonly comments: readonly Comment[];
}

export interface Comment {
  readonly kind: "line" | "block";
  readonly span: Span;
  /** As written, with its marks. */
  readonly text: string;
  /** Something else stands before it on its line. */
  readonly trailing?: true;
}

export interface Missing {
  readonly kind: "missing";
  readonly span: Span;
  /** What should stand here, in words a user understands. */
  readonly expected: string;
}

/** A name in the text, without its backticks. */
export interface Name {
  readonly kind: "name";
  readonly span: Span;
  readonly text: string;
}

export type Statement = ParamStatement | LetStatement | QueryStatement;

export interface Title {
  readonly span: Span;
  /** Without `//#` and surrounding white space. */
  readonly text: string;
}

export interface ParamStatement {
  readonly kind: "param";
  readonly span: Span;
  readonly name: Name | Missing;
  readonly type: TypeNode | Missing | undefined;
  readonly initial: Expression | undefined;
}

export type ScalarTypeName = "string" | "number" | "boolean" | "time" | "duration";

export interface TypeNode {
  readonly kind: "type";
  readonly span: Span;
  readonly name: ScalarTypeName;
  readonly list: boolean;
}

export interface LetStatement {
  readonly kind: "let";
  readonly span: Span;
  readonly title: Title | undefined;
  readonly name: Name | Missing;
  readonly value: QueryNode | Expression;
}

export interface QueryStatement {
  readonly kind: "query-statement";
  readonly span: Span;
  readonly title: Title | undefined;
  readonly query: QueryNode;
}

export interface QueryNode {
  readonly kind: "query";
  readonly span: Span;
  readonly from: Span;
  readonly sources: readonly (SourceNode | Missing)[];
  /** As written; the order of meaning is the binder's and the printer's. */
  readonly clauses: readonly Clause[];
}

/** `connection[.log][ stream "name"]`, or the name of a `let`. */
export interface SourceNode {
  readonly kind: "source";
  readonly span: Span;
  /** One or two names; a Missing after a dot with nothing behind it. */
  readonly path: readonly (Name | Missing)[];
  readonly stream: Expression | undefined;
}

interface ClauseBase {
  readonly span: Span;
  /** The keyword or keywords that open the clause. */
  readonly keyword: Span;
  /** A leading `|`, which the formatter removes. */
  readonly pipe: Span | undefined;
}

export type Clause =
  | DuringClause
  | SinceClause
  | WhereClause
  | DedupeClause
  | CollapseClause
  | ReduceClause
  | HavingClause
  | OrderClause
  | OffsetClause
  | LimitClause
  | LatestClause
  | FetchClause
  | DiffClause
  | SelectClause
  | CompareClause
  | ExpectClause
  | IntoClause;

export type ClauseKind = Clause["kind"];

export interface DuringClause extends ClauseBase {
  readonly kind: "during";
  /** `last d` has `last`; a single time has `start`; `a .. b` has both. */
  readonly last: Expression | undefined;
  readonly start: Expression | undefined;
  readonly end: Expression | undefined;
}

export interface SinceClause extends ClauseBase {
  readonly kind: "since";
  readonly checkpoint: Expression;
  readonly overlap: Expression | undefined;
}

export interface WhereClause extends ClauseBase {
  readonly kind: "where";
  readonly predicate: Expression;
}

export interface DedupeClause extends ClauseBase {
  readonly kind: "dedupe";
  readonly by: readonly Expression[];
  readonly keep: "first" | "last" | undefined;
}

export interface CollapseClause extends ClauseBase {
  readonly kind: "collapse";
  readonly by: readonly Expression[];
  readonly window: "within" | "gap" | undefined;
  readonly length: Expression;
  readonly keep: "first" | "last" | undefined;
}

export interface ReduceClause extends ClauseBase {
  readonly kind: "reduce";
  readonly aggregates: readonly Column[];
  readonly by: readonly Column[];
}

/** `expression [as name]` */
export interface Column {
  readonly kind: "column";
  readonly span: Span;
  readonly value: Expression;
  readonly name: Name | Missing | undefined;
}

export interface HavingClause extends ClauseBase {
  readonly kind: "having";
  readonly predicate: Expression;
}

export interface OrderClause extends ClauseBase {
  readonly kind: "order";
  readonly keys: readonly SortKeyNode[];
}

export interface SortKeyNode {
  readonly kind: "sort-key";
  readonly span: Span;
  readonly value: Expression;
  readonly direction: "asc" | "desc" | undefined;
}

export interface OffsetClause extends ClauseBase {
  readonly kind: "offset";
  readonly count: Expression;
}

export interface LimitClause extends ClauseBase {
  readonly kind: "limit";
  readonly count: Expression;
}

export interface LatestClause extends ClauseBase {
  readonly kind: "latest";
  readonly count: Expression;
}

export interface FetchClause extends ClauseBase {
  readonly kind: "fetch";
}

export interface DiffClause extends ClauseBase {
  readonly kind: "diff";
  readonly by: readonly Expression[];
}

export interface SelectClause extends ClauseBase {
  readonly kind: "select";
  readonly columns: readonly Column[];
}

export interface CompareClause extends ClauseBase {
  readonly kind: "compare";
  /** `previous [length]`, a time, or the name of a `let`. */
  readonly to: "previous" | "time" | "name" | undefined;
  readonly operand: Expression | undefined;
  readonly on: readonly Expression[];
  readonly ignoring: readonly Expression[];
}

export interface ExpectClause extends ClauseBase {
  readonly kind: "expect";
  readonly what: "rows" | "complete" | "every" | undefined;
  readonly operator: ComparisonOperator | undefined;
  /** The number of rows, or the predicate of `every`. */
  readonly operand: Expression | undefined;
}

export interface IntoClause extends ClauseBase {
  readonly kind: "into";
  readonly target: SourceNode | Missing;
}

export type ComparisonOperator = "eq" | "neq" | "lt" | "lte" | "gt" | "gte";
export type TextOperator = "contains" | "icontains" | "startswith" | "endswith" | "matches";

export type Expression =
  | Path
  | Parameter
  | StringLiteral
  | NumberLiteral
  | BooleanLiteral
  | NullLiteral
  | DurationLiteral
  | TimeLiteral
  | Call
  | Unary
  | Arithmetic
  | Logical
  | Not
  | Comparison
  | Membership
  | Between
  | TextTest
  | NullTest
  | Exists
  | List
  | Parenthesised
  | Missing;

/** `payload.items[0]["odd key"].sku`; also a name of a `let` or a column. */
export interface Path {
  readonly kind: "path";
  readonly span: Span;
  readonly head: Name;
  readonly steps: readonly PathStepNode[];
}

export type PathStepNode = KeyStep | IndexStep | Missing;

export interface KeyStep {
  readonly kind: "key";
  readonly span: Span;
  readonly text: string;
}

export interface IndexStep {
  readonly kind: "index";
  readonly span: Span;
  readonly index: number;
}

/** `$name` */
export interface Parameter {
  readonly kind: "parameter";
  readonly span: Span;
  readonly name: string;
}

export interface StringLiteral {
  readonly kind: "string";
  readonly span: Span;
  /** Unescaped. */
  readonly value: string;
  /** Written between triple quotes. */
  readonly raw?: true;
}

export interface NumberLiteral {
  readonly kind: "number";
  readonly span: Span;
  /** Digits as written, without `_`. */
  readonly text: string;
  /** As written, where it has `_`. */
  readonly written?: string;
}

export interface BooleanLiteral {
  readonly kind: "boolean";
  readonly span: Span;
  readonly value: boolean;
}

export interface NullLiteral {
  readonly kind: "null";
  readonly span: Span;
}

export interface DurationLiteral {
  readonly kind: "duration";
  readonly span: Span;
  /** As written, for example `1h30m`. */
  readonly text: string;
}

export interface TimeLiteral {
  readonly kind: "time";
  readonly span: Span;
  /** As written behind the `@`. */
  readonly text: string;
}

/** Aggregates, `bin`, time functions, `changed` and its kin. Names are kept as written; they compare without case. */
export interface Call {
  readonly kind: "call";
  readonly span: Span;
  readonly name: Name;
  readonly arguments: readonly Expression[];
}

export interface Unary {
  readonly kind: "unary";
  readonly span: Span;
  readonly operator: "-";
  readonly operand: Expression;
}

export interface Arithmetic {
  readonly kind: "arithmetic";
  readonly span: Span;
  readonly operator: "+" | "-";
  readonly left: Expression;
  readonly right: Expression;
}

export interface Logical {
  readonly kind: "logical";
  readonly span: Span;
  readonly operator: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}

export interface Not {
  readonly kind: "not";
  readonly span: Span;
  readonly operand: Expression;
}

export interface Comparison {
  readonly kind: "comparison";
  readonly span: Span;
  readonly operator: ComparisonOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/** `f [not] in (…)` or `f [not] in $list` */
export interface Membership {
  readonly kind: "membership";
  readonly span: Span;
  readonly negated: boolean;
  readonly left: Expression;
  readonly list: List | Expression;
}

export interface Between {
  readonly kind: "between";
  readonly span: Span;
  readonly negated: boolean;
  readonly left: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

export interface TextTest {
  readonly kind: "text-test";
  readonly span: Span;
  readonly negated: boolean;
  readonly operator: TextOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

export interface NullTest {
  readonly kind: "null-test";
  readonly span: Span;
  readonly negated: boolean;
  readonly left: Expression;
}

export interface Exists {
  readonly kind: "exists";
  readonly span: Span;
  readonly operand: Expression;
}

/** `(a, b)` behind `in`, or `[a, b]` as a value. */
export interface List {
  readonly kind: "list";
  readonly span: Span;
  readonly items: readonly Expression[];
}

export interface Parenthesised {
  readonly kind: "parenthesised";
  readonly span: Span;
  readonly inner: Expression;
}
