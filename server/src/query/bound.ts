import type { Column } from "../../protocol/results.ts";
import type { Span } from "../base/span.ts";
import type { Problem } from "../syntax/problem.ts";
import type { Constant, Expression, FieldRef, ParameterType, Query } from "./query.ts";

export interface BindSettings {
  /** IANA name in which times without a zone are read; `UTC` unless set. */
  readonly timeZone: string;
  /** Microseconds since 1970-01-01T00:00Z: windows before a source's retention are told only when it is given. */
  readonly now?: bigint;
  /** Where the text has errors of syntax: what was read there is a guess, so the statements that hold them do not run. */
  readonly errors?: readonly Span[];
}

/** What a document means against a catalog. Binding never fails: what is wrong is a problem, and its query is absent. */
export interface BoundDocument {
  readonly parameters: readonly BoundParameter[];
  readonly queries: readonly BoundQuery[];
  /** Every name in the text and what it stands for, in text order. */
  readonly references: readonly Reference[];
  readonly problems: readonly Problem[];
}

export interface BoundParameter {
  readonly name: string;
  readonly span: Span;
  readonly type: ParameterType;
  readonly initial?: Expression;
}

export interface BoundQuery {
  readonly title?: string;
  /** The whole statement. */
  readonly span: Span;
  /** Absent when the statement has errors. */
  readonly query?: Query;
  /** The result's columns; without `select` and `reduce` all canonical fields, of which a result shows those not empty. */
  readonly columns: readonly Column[];
  /** Parameters the query uses, also through `let`. */
  readonly parameters: readonly string[];
}

export interface Reference {
  readonly span: Span;
  readonly kind: "field" | "column" | "parameter" | "let" | "connection" | "log" | "function";
  readonly name: string;
  /** Where the name is defined in this document. */
  readonly definition?: Span;
  /** Whether this place is the definition itself. */
  readonly defines?: boolean;
  readonly field?: FieldRef;
  readonly type?: Column["type"] | "duration" | "query";
  /** What a named value is, where it is constant. */
  readonly value?: Constant;
}
