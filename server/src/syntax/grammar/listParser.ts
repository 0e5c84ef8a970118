import type { Span } from "../../base/span.ts";
import type { Clause, CollapseClause, Column, Expression, SortKeyNode } from "../ast.ts";
import * as T from "../tokens.ts";
import { SourceParser } from "./sourceParser.ts";
import { fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

/** The words a clause opens with. */
export interface Opening {
  readonly keyword: Span;
  readonly pipe: Span | undefined;
}

type PartsOf<C> = C extends Clause ? Omit<C, "span" | "keyword" | "pipe"> : never;
/** A clause without what all clauses have in common; spans where they are not the usual ones. */
export type ClauseParts = PartsOf<Clause> & { readonly span?: Span; readonly keyword?: Span };

/** Lists of expressions, columns and sort keys, and the clauses that are made of them. */
export abstract class ListParser extends SourceParser {
  protected readonly expressions: Rule<readonly Expression[]> = this.RULE("expressions", () => {
    const list = [this.SUBRULE(this.expression)];
    this.MANY(() => {
      this.CONSUME(T.Comma);
      list.push(this.SUBRULE1(this.expression));
    });
    return list;
  });

  protected readonly columns: Rule<readonly Column[]> = this.RULE("columns", () => {
    const list = [this.SUBRULE(this.column)];
    this.MANY(() => {
      this.CONSUME(T.Comma);
      list.push(this.SUBRULE1(this.column));
    });
    return list;
  });

  /** The list where a column is required and none begins. */
  protected absentColumn(expected: string, hint: string): readonly Column[] {
    const value = this.missing(expected, hint);
    return [{ kind: "column", span: value.span, value, name: undefined }];
  }

  private readonly column: Rule<Column> = this.RULE("column", () => {
    const value = this.SUBRULE(this.expression);
    const name = this.OPTION(() => {
      this.CONSUME(T.As);
      return this.SUBRULE(this.newName);
    });
    return this.ACTION((): Column => ({ kind: "column", span: this.since(value.span.start), value, name }));
  });

  protected readonly sortKeys: Rule<readonly SortKeyNode[]> = this.RULE("sortKeys", () => {
    const list = [this.SUBRULE(this.sortKey)];
    this.MANY(() => {
      this.CONSUME(T.Comma);
      list.push(this.SUBRULE1(this.sortKey));
    });
    return list;
  });

  private readonly sortKey: Rule<SortKeyNode> = this.RULE("sortKey", () => {
    const value = this.SUBRULE(this.expression);
    const word = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(T.Asc) }, { ALT: () => this.CONSUME(T.Desc) }]));
    return this.ACTION((): SortKeyNode => {
      const direction = word === undefined ? undefined : this.is(word, T.Asc) ? "asc" : "desc";
      return { kind: "sort-key", span: this.since(value.span.start), value, direction };
    });
  });

  /** The `by` that a clause needs; it is put in by a fix where it is absent. */
  protected readonly by: (clause?: string) => void = this.RULE("by", (clause?: string) => {
    this.OR([
      { GATE: () => !this.isNamedBy(), ALT: () => this.CONSUME(T.By) },
      { ALT: () => this.ACTION(() => this.complainOfBy(clause)) },
    ]);
  });

  protected readonly dedupe: Rule<ClauseParts> = this.RULE("dedupe", (): ClauseParts => {
    this.CONSUME(T.Dedupe);
    this.SUBRULE(this.by);
    const by = this.SUBRULE(this.expressions);
    const keep = this.SUBRULE(this.keep);
    return { kind: "dedupe", by, keep };
  });

  protected readonly collapse: Rule<ClauseParts> = this.RULE("collapse", (): ClauseParts => {
    this.CONSUME(T.Collapse);
    this.SUBRULE(this.by);
    const by = this.SUBRULE(this.expressions);
    const early = this.SUBRULE(this.keep);
    const { window, length } = this.SUBRULE(this.span);
    const late = this.SUBRULE1(this.keep);
    return this.ACTION(() => ({ kind: "collapse", by, window, length, keep: early ?? late }));
  });

  private readonly span: Rule<Pick<CollapseClause, "window" | "length">> = this.RULE(
    "span",
    (): Pick<CollapseClause, "window" | "length"> => {
      const word = this.OR([
        { ALT: () => this.CONSUME(T.Within) },
        { ALT: () => this.CONSUME(T.Gap) },
        { ALT: () => undefined },
      ]);
      this.ACTION(() => {
        if (!word) this.want("`within` and a duration", "Write `within 5m`, or `gap 5m` for a window that slides.");
      });
      const length = this.OR1([
        { GATE: () => word !== undefined, ALT: () => this.SUBRULE(this.expression) },
        { ALT: () => this.ACTION(() => this.absentOperand()) },
      ]);
      return this.ACTION(() => ({
        window: word === undefined ? undefined : this.is(word, T.Within) ? "within" : "gap",
        length,
      }));
    },
  );

  /** `keep first|last`; `keep` with anything else is another language's `select`. */
  private readonly keep: Rule<"first" | "last" | undefined> = this.RULE("keep", () =>
    this.OPTION({
      GATE: () => this.at(T.First, 2) || this.at(T.Last, 2) || !this.at(T.Identifier, 2) || this.startsLine(2),
      DEF: () => {
        this.CONSUME(T.Keep);
        const which = this.OR([
          { ALT: () => this.CONSUME(T.First) },
          { ALT: () => this.CONSUME(T.Last) },
          { ALT: () => this.ACTION(() => (this.complainOfMissing("`first` or `last`"), undefined)) },
        ]);
        return this.ACTION(() => (which === undefined ? undefined : this.is(which, T.First) ? "first" : "last"));
      },
    }),
  );

  protected readonly order: Rule<ClauseParts> = this.RULE("order", (): ClauseParts => {
    const start = this.start;
    const word = this.CONSUME(T.Order);
    this.SUBRULE(this.by, { ARGS: [word.image] });
    const keyword = this.since(start);
    const keys = this.SUBRULE(this.sortKeys);
    return { kind: "order", keys, keyword };
  });

  protected readonly diff: Rule<ClauseParts> = this.RULE("diff", (): ClauseParts => {
    this.CONSUME(T.Diff);
    const by = this.OPTION(() => {
      this.CONSUME(T.By);
      return this.SUBRULE(this.expressions);
    });
    return this.ACTION(() => ({ kind: "diff", by: by ?? [] }));
  });

  protected readonly select: Rule<ClauseParts> = this.RULE("select", (): ClauseParts => {
    const keyword = this.CONSUME(T.Select);
    const columns = this.SUBRULE(this.columns);
    return this.ACTION(() => ({
      kind: "select",
      columns: keyword.image.toLowerCase() === "project" ? columns.map((column) => this.renamed(column)) : columns,
    }));
  });

  /** `n = f`, as other languages name a column, read as `f as n`. */
  protected renamed(column: Column): Column {
    const { value } = column;
    if (column.name || value.kind !== "comparison" || value.operator !== "eq") return column;
    const { left, right } = value;
    if (left.kind !== "path" || left.steps.length > 0 || right.kind === "missing") return column;
    const name = this.sliceOf(left.head.span);
    const end = right.span.end;
    const edits = [
      { span: { start: value.span.start, end: right.span.start }, text: "" },
      { span: { start: end, end }, text: ` as ${name}` },
    ];
    this.note(
      value.span,
      "syntax.foreign-word",
      `EVQ names a column behind it: \`… as ${name}\`.`,
      fix(`Write … as ${name}`, ...edits),
    );
    return { ...column, value: right, name: left.head };
  }

  /** `sort` is told already, with a fix that writes `order by` as a whole. */
  private complainOfBy(clause: string | undefined): void {
    if (clause?.toLowerCase() !== "sort") this.complainOfMissing("`by`", undefined, this.insertion("Add by", " by"));
  }

  /** Whether `by` is a field here, as in `order by` without its `by`: `order by.x`. */
  private isNamedBy(): boolean {
    return this.at(T.Dot, 2) || this.at(T.Comma, 2) || this.at(T.Comparator, 2);
  }
}
