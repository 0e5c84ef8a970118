import type { IToken } from "chevrotain";
import type { Span } from "../../base/span.ts";
import type { Clause, ClauseKind, Expression } from "../ast.ts";
import { comparisonOf } from "./expressionParser.ts";
import * as T from "../tokens.ts";
import { ReduceParser } from "./reduceParser.ts";
import type { ClauseParts, Opening } from "./listParser.ts";
import type { Rule } from "./treeParser.ts";

/** The clauses of a query, one rule each. */
export abstract class ClauseParser extends ReduceParser {
  /** One clause, or none where only stray text stood; `top n by x` is two. */
  protected readonly clause: Rule<readonly Clause[]> = this.RULE("clause", () => {
    const pipe = this.OPTION(() => this.CONSUME(T.Pipe));
    this.ACTION(() => this.understandClauseWord());
    const keyword = this.ACTION(() => this.LA(1));
    const opening: Opening = this.ACTION(() => ({ keyword: this.spanOf(keyword), pipe: pipe && this.spanOf(pipe) }));
    const parts = this.OR([
      { ALT: () => this.SUBRULE(this.during) },
      { ALT: () => this.SUBRULE(this.sinceCheckpoint) },
      { ALT: () => this.SUBRULE(this.filter) },
      { ALT: () => this.SUBRULE(this.dedupe) },
      { ALT: () => this.SUBRULE(this.collapse) },
      { ALT: () => this.SUBRULE(this.reduce) },
      { ALT: () => this.SUBRULE(this.foreignGroup) },
      { ALT: () => this.SUBRULE(this.foreignTop) },
      { ALT: () => this.SUBRULE(this.order) },
      { ALT: () => this.SUBRULE(this.counted) },
      { ALT: () => this.SUBRULE(this.fetch) },
      { ALT: () => this.SUBRULE(this.diff) },
      { ALT: () => this.SUBRULE(this.select) },
      { ALT: () => this.SUBRULE(this.compare) },
      { ALT: () => this.SUBRULE(this.expect) },
      { ALT: () => this.SUBRULE(this.into) },
      { ALT: () => this.SUBRULE(this.stray) },
      {
        ALT: () => {
          this.ACTION(() => this.complainOfMissing("a clause", "Go on with `where`, `reduce` or another clause."));
          return undefined;
        },
      },
    ]);
    return this.ACTION(() => this.clausesOf(parts, opening, keyword));
  });

  private readonly during: Rule<ClauseParts> = this.RULE("during", (): ClauseParts => {
    this.CONSUME(T.During);
    return this.OR([
      {
        GATE: () => !this.at(T.Range, 2) && !this.at(T.Dot, 2) && !this.at(T.OpenParen, 2),
        ALT: () => {
          this.CONSUME(T.Last);
          const last = this.SUBRULE(this.expression);
          return { kind: "during" as const, last, start: undefined, end: undefined };
        },
      },
      { GATE: () => !this.at(T.Range, 2), ALT: () => this.SUBRULE(this.bareDuration) },
      { ALT: () => this.SUBRULE(this.timeRange) },
      {
        ALT: () => {
          const start = this.ACTION(() => this.absentTime());
          return { kind: "during" as const, last: undefined, start, end: undefined };
        },
      },
    ]);
  });

  private readonly timeRange: Rule<ClauseParts> = this.RULE("timeRange", (): ClauseParts => {
    const start = this.SUBRULE(this.expression);
    let end: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(T.Range);
      end = this.SUBRULE1(this.expression);
    });
    return { kind: "during", last: undefined, start, end };
  });

  /** `during 24h`, which lacks its `last`. */
  private readonly bareDuration: Rule<ClauseParts> = this.RULE("bareDuration", (): ClauseParts => {
    this.ACTION(() =>
      this.complainOfMissing("`last`", "Write `during last 24h`.", this.insertion("Add last", " last")),
    );
    this.CONSUME(T.DurationText);
    return this.ACTION(() => ({ kind: "during", last: this.durationOf(this.LA(0)), start: undefined, end: undefined }));
  });

  private readonly sinceCheckpoint: Rule<ClauseParts> = this.RULE("sinceCheckpoint", (): ClauseParts => {
    this.CONSUME(T.Since);
    this.OR([
      { ALT: () => this.CONSUME(T.Checkpoint) },
      {
        ALT: () =>
          this.ACTION(() =>
            this.complainOfMissing(
              "`checkpoint`",
              'Write `since checkpoint "name"`; for a time window there is `during`.',
            ),
          ),
      },
    ]);
    const checkpoint = this.SUBRULE(this.expression);
    let overlap: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(T.Overlap);
      overlap = this.SUBRULE1(this.expression);
    });
    return { kind: "since", checkpoint, overlap };
  });

  private readonly filter: Rule<ClauseParts> = this.RULE("filter", (): ClauseParts => {
    const keyword = this.OR([{ ALT: () => this.CONSUME(T.Where) }, { ALT: () => this.CONSUME(T.Having) }]);
    this.ACTION(() => this.want("a condition", 'Write one, as in `where event_type = "CREATE"`.'));
    const predicate = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ kind: this.is(keyword, T.Where) ? "where" : "having", predicate }));
  });

  private readonly counted: Rule<ClauseParts> = this.RULE("counted", (): ClauseParts => {
    const keyword = this.OR([
      { ALT: () => this.CONSUME(T.Limit) },
      { ALT: () => this.CONSUME(T.Offset) },
      { ALT: () => this.CONSUME(T.Latest) },
    ]);
    const count = this.SUBRULE(this.expression);
    return this.ACTION(() => ({
      kind: this.is(keyword, T.Limit) ? "limit" : this.is(keyword, T.Offset) ? "offset" : "latest",
      count,
    }));
  });

  private readonly fetch: Rule<ClauseParts> = this.RULE("fetch", (): ClauseParts => {
    const start = this.start;
    this.CONSUME(T.Fetch);
    this.OR([
      { ALT: () => this.CONSUME(T.Current) },
      {
        ALT: () =>
          this.ACTION(() => this.complainOfMissing("`current`", undefined, this.insertion("Add current", " current"))),
      },
    ]);
    return { kind: "fetch", keyword: this.since(start) };
  });

  private readonly compare: Rule<ClauseParts> = this.RULE("compare", (): ClauseParts => {
    const start = this.start;
    this.CONSUME(T.Compare);
    this.OR([
      { ALT: () => this.CONSUME(T.To) },
      { ALT: () => this.ACTION(() => this.complainOfMissing("`to`", undefined, this.insertion("Add to", " to"))) },
    ]);
    const keyword = this.since(start);
    const target = this.OR1([
      {
        GATE: () => !this.at(T.Dot, 2),
        ALT: () => {
          this.CONSUME(T.Previous);
          const operand = this.OPTION({
            GATE: () => this.goesOnWithLength(),
            DEF: () => this.SUBRULE(this.expression),
          });
          return { to: "previous" as const, operand };
        },
      },
      { ALT: () => ({ to: undefined, operand: this.SUBRULE1(this.expression) }) },
      { ALT: () => ({ to: undefined, operand: this.ACTION(() => this.absentTarget()) }) },
    ]);
    let [on, ignoring]: [readonly Expression[], readonly Expression[]] = [[], []];
    this.MANY(() =>
      this.OR2([
        {
          ALT: () => {
            this.CONSUME(T.On);
            on = this.SUBRULE(this.expressions);
          },
        },
        {
          ALT: () => {
            this.CONSUME(T.Ignoring);
            ignoring = this.SUBRULE1(this.expressions);
          },
        },
      ]),
    );
    return this.ACTION(() => ({
      kind: "compare",
      to: target.to ?? kindOf(target.operand),
      operand: target.operand,
      on,
      ignoring,
      keyword,
    }));
  });

  private readonly expect: Rule<ClauseParts> = this.RULE("expect", (): ClauseParts => {
    this.CONSUME(T.Expect);
    return this.OR([
      { ALT: () => this.SUBRULE(this.expectRows) },
      {
        ALT: () => {
          this.CONSUME(T.Complete);
          return { kind: "expect" as const, what: "complete" as const, operator: undefined, operand: undefined };
        },
      },
      {
        ALT: () => {
          this.CONSUME(T.Every);
          return {
            kind: "expect" as const,
            what: "every" as const,
            operator: undefined,
            operand: this.SUBRULE(this.expression),
          };
        },
      },
      {
        ALT: () => {
          this.ACTION(() =>
            this.complainOfMissing(
              "`rows`, `complete` or `every`",
              "Write `expect rows = 0`, `expect complete` or `expect every P`.",
            ),
          );
          return { kind: "expect" as const, what: undefined, operator: undefined, operand: undefined };
        },
      },
    ]);
  });

  private readonly expectRows: Rule<ClauseParts> = this.RULE("expectRows", (): ClauseParts => {
    this.CONSUME(T.Rows);
    const operator = this.OR([
      { ALT: () => this.CONSUME(T.Comparator) },
      { ALT: () => this.ACTION(() => this.complainOfMissing("a comparison", "Write `expect rows = 0`.")) },
    ]);
    const operand = this.SUBRULE(this.sum);
    return this.ACTION(() => ({
      kind: "expect",
      what: "rows",
      operator: operator ? comparisonOf(operator.image) : undefined,
      operand,
    }));
  });

  private readonly into: Rule<ClauseParts> = this.RULE("into", (): ClauseParts => {
    this.CONSUME(T.Into);
    return { kind: "into", target: this.SUBRULE(this.source) };
  });

  /** What belongs to no clause, up to where one starts. */
  private readonly stray: Rule<undefined> = this.RULE("stray", () => {
    this.ACTION(() => this.complainOfUnknownClause());
    this.CONSUME(T.Inner);
    this.MANY({
      GATE: () => !this.startsLine() || !(this.startsClause() || this.startsStatement()),
      DEF: () => this.CONSUME1(T.Inner),
    });
    return undefined;
  });

  private clausesOf(
    parts: ClauseParts | ClauseParts[] | undefined,
    opening: Opening,
    keyword: IToken,
  ): readonly Clause[] {
    if (parts === undefined) return [];
    if (Array.isArray(parts)) return parts.map((part) => ({ ...opening, span: part.span ?? opening.keyword, ...part }));
    const start = opening.pipe?.start ?? opening.keyword.start;
    const span: Span = this.since(start);
    const openingSpan = parts.keyword ?? { start: this.spanOf(keyword).start, end: opening.keyword.end };
    return [{ ...parts, span, keyword: openingSpan, pipe: opening.pipe }];
  }

  private absentTarget(): Expression {
    return this.missing("what to compare with", "Write `previous`, a time, or the name of a `let`.");
  }

  private absentTime(): Expression {
    return this.missing("a time window", "Write `during last 24h` or `during @2024-01-15`.");
  }

  private goesOnWithLength(): boolean {
    if (this.at(T.Identifier)) return !this.startsLine() && !this.at(T.On) && !this.at(T.Ignoring);
    return this.startsOperand();
  }
}

/** Clauses that may stand more than once. */
export const repeatable: ReadonlySet<ClauseKind> = new Set<ClauseKind>(["where", "expect"]);

function kindOf(operand: Expression | undefined): "time" | "name" | undefined {
  if (operand === undefined || operand.kind === "missing") return undefined;
  return operand.kind === "path" && operand.steps.length === 0 ? "name" : "time";
}
