import type { Span } from "../../base/span.ts";
import type { Fix, Problem, Severity } from "../../syntax/problem.ts";
import type { BoundParameter, Reference } from "../bound.ts";
import type { Catalog } from "../catalog.ts";
import type { ProblemCode } from "../problemCodes.ts";
import type { Query } from "../query.ts";
import type { Typed } from "./types.ts";
import type { Scope } from "./scope.ts";

/** A `let` that has been bound. What is broken was told at its definition. */
export type Named = {
  readonly name: string;
  readonly definition: Span;
  readonly broken: boolean;
  /** Parameters it uses, also through others. */
  readonly parameters: ReadonlySet<string>;
} & (
  | { readonly kind: "value"; readonly value: Typed }
  | { readonly kind: "query"; readonly query: Query; readonly scope: Scope }
);

/** What is gathered while a document is bound: problems, references, and the names that are defined so far. */
export class Context {
  readonly catalog: Catalog;
  /** IANA name; one that the platform knows. */
  readonly timeZone: string;
  readonly now: bigint | undefined;
  readonly problems: Problem[] = [];
  readonly references: Reference[] = [];
  readonly parameters = new Map<string, BoundParameter>();
  readonly lets = new Map<string, Named>();
  /** Names of all lets of the document, also those that come later. */
  readonly definitions = new Set<string>();
  /** Whether the statement that is being bound has an error or lacks something. */
  broken = false;
  /** Parameters that the statement uses. */
  used = new Set<string>();
  /** Where the statement begins: the place for a declaration that it lacks. */
  statementStart = 0;

  constructor(catalog: Catalog, timeZone: string, now: bigint | undefined) {
    this.catalog = catalog;
    this.timeZone = timeZone;
    this.now = now;
  }

  begin(statementStart: number, { broken }: { readonly broken: boolean }): void {
    this.broken = broken;
    this.used = new Set();
    this.statementStart = statementStart;
  }

  error(span: Span, code: ProblemCode, message: string, ...fixes: readonly (Fix | undefined)[]): void {
    this.broken = true;
    this.tell("error", span, code, message, fixes);
  }

  warn(span: Span, code: ProblemCode, message: string, ...fixes: readonly (Fix | undefined)[]): void {
    this.tell("warning", span, code, message, fixes);
  }

  inform(span: Span, code: ProblemCode, message: string, ...fixes: readonly (Fix | undefined)[]): void {
    this.tell("information", span, code, message, fixes);
  }

  refer(reference: Reference): void {
    this.references.push(reference);
  }

  /** A context with the same names that tells nobody what it finds: for trying how something would bind. */
  quiet(): Context {
    const quiet = new Context(this.catalog, this.timeZone, this.now);
    for (const [name, parameter] of this.parameters) quiet.parameters.set(name, parameter);
    for (const [name, named] of this.lets) quiet.lets.set(name, named);
    return quiet;
  }

  private tell(
    severity: Severity,
    span: Span,
    code: ProblemCode,
    message: string,
    fixes: readonly (Fix | undefined)[],
  ): void {
    const known = fixes.filter((fix) => fix !== undefined);
    this.problems.push({ span, severity, code, message, ...(known.length > 0 && { fixes: known }) });
  }
}

/** A fix that puts a text in the place of a span. */
export function replacement(title: string, span: Span, text: string, preferred = true): Fix {
  return { title, edits: [{ span, text }], preferred };
}
