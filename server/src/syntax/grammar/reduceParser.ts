import type { IToken } from "chevrotain";
import type { Column, Expression, SortKeyNode } from "../ast.ts";
import * as T from "../tokens.ts";
import { ListParser } from "./listParser.ts";
import type { ClauseParts } from "./listParser.ts";
import { fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

/** `reduce`, and the foreign clauses that come to it or need more than another keyword. */
export abstract class ReduceParser extends ListParser {
  protected readonly reduce: Rule<ClauseParts> = this.RULE("reduce", (): ClauseParts => {
    const keyword = this.CONSUME(T.Reduce);
    const aggregates = this.OR([
      { GATE: () => !this.at(T.By) || this.at(T.OpenParen, 2), ALT: () => this.SUBRULE(this.columns) },
      {
        ALT: () =>
          this.ACTION(() => this.absentColumn("an aggregate", "Write one, as in `reduce count() by event_type`.")),
      },
    ]);
    const by = this.OPTION({ GATE: () => this.at(T.By) || this.isGroupBy(), DEF: () => this.SUBRULE(this.groupKeys) });
    return this.ACTION(() => ({
      kind: "reduce",
      aggregates: aggregates.map((column) => this.renamed(column)),
      by: keyword.image.toLowerCase() === "reduce" ? (by ?? []) : (by ?? []).map((column) => this.renamed(column)),
    }));
  });

  private readonly groupKeys: Rule<readonly Column[]> = this.RULE("groupKeys", () => {
    this.OR([
      { GATE: () => !this.isGroupBy(), ALT: () => this.CONSUME(T.By) },
      { ALT: () => this.SUBRULE(this.groupBy) },
    ]);
    return this.SUBRULE(this.columns);
  });

  /** `group by` where `by` alone does. */
  private readonly groupBy: Rule<void> = this.RULE("groupBy", () => {
    const group = this.CONSUME(T.Identifier);
    this.CONSUME(T.By);
    this.ACTION(() => {
      const span = this.since(group.startOffset);
      this.note(
        span,
        "syntax.foreign-word",
        "EVQ writes `by` for `group by` behind its aggregates.",
        fix("Write `by`", { span, text: "by" }),
      );
    });
  });

  /** `group by x` alone counts a group's events. */
  protected readonly foreignGroup: Rule<ClauseParts> = this.RULE("foreignGroup", (): ClauseParts => {
    const group = this.CONSUME(T.Group);
    this.OPTION(() => this.CONSUME(T.By));
    const span = this.since(group.startOffset);
    const by = this.SUBRULE(this.columns);
    return this.ACTION((): ClauseParts => {
      this.note(
        span,
        "syntax.foreign-word",
        "EVQ writes `reduce … by` for `group by`.",
        fix("Write `reduce count() by`", { span, text: "reduce count() by" }),
      );
      const word = this.spanOf(group);
      const count: Expression = {
        kind: "call",
        span: word,
        name: { kind: "name", span: word, text: "count" },
        arguments: [],
      };
      return { kind: "reduce", aggregates: [{ kind: "column", span: word, value: count, name: undefined }], by };
    });
  });

  /** `top 5 by x` is an order and a limit. */
  protected readonly foreignTop: Rule<ClauseParts | ClauseParts[]> = this.RULE("foreignTop", () => {
    const top = this.CONSUME(T.Top);
    const count = this.SUBRULE(this.expression);
    const limitEnd = this.since(top.startOffset).end;
    let by: IToken | undefined;
    let keys: readonly SortKeyNode[] = [];
    this.OPTION(() => {
      by = this.CONSUME(T.By);
      keys = this.SUBRULE(this.sortKeys);
    });
    return this.ACTION(() => this.limitOf(top, count, limitEnd, by, keys));
  });

  private isGroupBy(): boolean {
    return this.LA(1).image.toLowerCase() === "group" && this.at(T.By, 2);
  }

  private limitOf(
    top: IToken,
    count: Expression,
    limitEnd: number,
    by: IToken | undefined,
    keys: readonly SortKeyNode[],
  ): ClauseParts | ClauseParts[] {
    const keyword = this.spanOf(top);
    const span = { start: keyword.start, end: limitEnd };
    if (!by) {
      this.note(
        keyword,
        "syntax.foreign-word",
        "EVQ writes `limit` for `top`.",
        fix("Write `limit`", { span: keyword, text: "limit" }),
      );
      return { kind: "limit", count };
    }
    const whole = this.since(keyword.start);
    const first = keys[0];
    const written = keys
      .map((key, index) => `${this.sliceOf(key.value.span).trimEnd()}${wordOf(key, index)}`)
      .join(", ");
    const text = `order by ${written} limit ${this.sliceOf(count.span).trim()}`;
    const complete = first !== undefined && first.value.kind !== "missing" && count.kind !== "missing";
    this.note(
      keyword,
      "syntax.foreign-word",
      "EVQ writes `order by … desc` and `limit` for `top`.",
      ...(complete
        ? [fix(`Write \`${text}\``, { span: { start: keyword.start, end: lastEnd(keys, whole.end) }, text })]
        : []),
    );
    const descending = keys.map((key, index): SortKeyNode =>
      index === 0 && !key.direction ? { ...key, direction: "desc" } : key,
    );
    const orderSpan = { start: by.startOffset, end: whole.end };
    return [
      { kind: "limit", count, span, keyword },
      { kind: "order", keys: descending, span: orderSpan, keyword: this.spanOf(by) },
    ];
  }
}

/** The first key of `top` goes down unless told otherwise. */
function wordOf({ direction }: SortKeyNode, index: number): string {
  if (direction !== undefined) return ` ${direction}`;
  return index === 0 ? " desc" : "";
}

function lastEnd(keys: readonly SortKeyNode[], fallback: number): number {
  return keys.at(-1)?.span.end ?? fallback;
}
