import type { Clause, ClauseKind, Missing, QueryNode, SourceNode } from "../ast.ts";
import * as T from "../tokens.ts";
import { ClauseParser, repeatable } from "./clauseParser.ts";
import { fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

/** Queries: sources and clauses, also where the `from` is absent. */
export abstract class QueryParser extends ClauseParser {
  protected readonly query: Rule<QueryNode> = this.RULE("query", () =>
    this.OR([
      { GATE: () => this.at(T.From) || this.startsPipedSource(), ALT: () => this.SUBRULE(this.wholeQuery) },
      { ALT: () => this.SUBRULE(this.headlessQuery) },
    ]),
  );

  private readonly wholeQuery: Rule<QueryNode> = this.RULE("wholeQuery", () => {
    const start = this.start;
    const from = this.OPTION(() => this.CONSUME(T.From));
    this.ACTION(() => {
      if (!from) this.noteAbsentFrom();
    });
    const sources = this.SUBRULE(this.sources);
    const clauses: Clause[] = [];
    const seen = new Set<ClauseKind>();
    this.MANY({ GATE: () => this.goesOn(), DEF: () => this.addClauses(clauses, seen, this.SUBRULE(this.clause)) });
    const fromSpan = this.ACTION(() => (from ? this.spanOf(from) : { start, end: start }));
    return this.ACTION((): QueryNode => ({ kind: "query", span: this.since(start), from: fromSpan, sources, clauses }));
  });

  /** Clauses without a source before them. */
  private readonly headlessQuery: Rule<QueryNode> = this.RULE("headlessQuery", () => {
    const start = this.start;
    const source = this.ACTION(() => this.absentSource());
    const clauses: Clause[] = [];
    const seen = new Set<ClauseKind>();
    this.AT_LEAST_ONE({
      GATE: () => this.goesOn(),
      DEF: () => this.addClauses(clauses, seen, this.SUBRULE(this.clause)),
    });
    return this.ACTION((): QueryNode => ({
      kind: "query",
      span: this.since(start),
      from: { start, end: start },
      sources: [source],
      clauses,
    }));
  });

  private readonly sources: Rule<readonly (SourceNode | Missing)[]> = this.RULE("sources", () => {
    const sources = [this.SUBRULE(this.source)];
    this.MANY(() => {
      this.CONSUME(T.Comma);
      sources.push(this.SUBRULE1(this.source));
    });
    return sources;
  });

  /** Whether a query begins here, be it without its `from`. */
  protected startsQuery(): boolean {
    return this.at(T.From) || this.startsHeadless();
  }

  protected startsHeadless(): boolean {
    return (
      this.at(T.Pipe) ||
      this.startsPipedSource() ||
      this.at(T.ClauseKeyword) ||
      (this.startsLine() && this.startsClause() && !this.startsStatement())
    );
  }

  /** `local.audit | where …`, as languages without `from` begin. */
  private startsPipedSource(): boolean {
    if (!this.at(T.Identifier) || this.opensClause()) return false;
    for (let distance = 2; distance < 8; distance++) {
      if (this.at(T.Pipe, distance)) return true;
      if (!this.at(T.Dot, distance) && !this.at(T.Identifier, distance)) return false;
    }
    return false;
  }

  private noteAbsentFrom(): void {
    const { start } = this.spanOf(this.LA(1));
    this.note(
      this.spanOf(this.LA(1)),
      "syntax.expected",
      "A query starts with `from`.",
      fix("Add from", { span: { start, end: start }, text: "from " }),
    );
  }

  private absentSource(): Missing {
    const span = this.spanOf(this.LA(1));
    this.complain({
      span,
      severity: "error",
      code: "syntax.expected",
      message: "A query starts with `from` and a source. Write `from local.audit` before this clause.",
    });
    return { kind: "missing", span: { start: span.start, end: span.start }, expected: "`from` and a source" };
  }

  /** Whether what comes next still belongs to this query. */
  private goesOn(): boolean {
    return !this.startsStatement() && !(this.startsLine() && this.startsPipedSource());
  }

  private addClauses(clauses: Clause[], seen: Set<ClauseKind>, added: readonly Clause[]): void {
    this.ACTION(() => {
      for (const clause of added) {
        if (seen.has(clause.kind) && !repeatable.has(clause.kind)) this.noteDuplicate(clause.kind, clause);
        seen.add(clause.kind);
        clauses.push(clause);
      }
    });
  }

  private noteDuplicate(kind: ClauseKind, { keyword, span }: Clause): void {
    const word = CLAUSE_WORDS[kind] ?? kind;
    const advice =
      kind === "having"
        ? "Join the two conditions with `and`."
        : "Make the two into one, or query this query through a `let`.";
    const removal = { title: `Remove this \`${word}\``, edits: [{ span, text: "" }] };
    this.note(keyword, "syntax.duplicate-clause", `A query has one \`${word}\` only. ${advice}`, removal);
  }
}

const CLAUSE_WORDS: Partial<Readonly<Record<ClauseKind, string>>> = {
  order: "order by",
  fetch: "fetch current",
  compare: "compare to",
};
