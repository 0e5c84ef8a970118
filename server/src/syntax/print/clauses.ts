import type { Clause, ClauseKind, Column, Expression, Missing, QueryNode, SortKeyNode, SourceNode } from "../ast.ts";
import type { Comments } from "./comments.ts";
import { group, hardline, indent, join, line } from "./doc.ts";
import type { Doc } from "./doc.ts";
import { BINDING, ExpressionPrinter, SIGNS, freeName, headName } from "./expressions.ts";

/** The order in which clauses are written. */
const ORDER: readonly ClauseKind[] = [
  ...([
    "during",
    "since",
    "where",
    "dedupe",
    "collapse",
    "reduce",
    "having",
    "order",
    "limit",
    "offset",
    "latest",
  ] as const),
  ...(["fetch", "select", "diff", "compare", "into", "expect"] as const),
];

/** Writes queries, one clause a line. */
export class QueryPrinter {
  private readonly comments: Comments;
  private readonly expressions: ExpressionPrinter;

  constructor(comments: Comments) {
    this.comments = comments;
    this.expressions = new ExpressionPrinter(comments);
  }

  query({ sources, clauses }: QueryNode): Doc {
    const from = this.around(
      sources,
      this.list("from", sources, (source) => this.source(source)),
    );
    const sorted = [...clauses].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    return join(hardline, [from, ...sorted.map((clause) => this.around(clause, this.clause(clause)))]);
  }

  private clause(clause: Clause): Doc {
    switch (clause.kind) {
      case "during":
        return this.during(clause);
      case "since":
        return ["since checkpoint ", this.value(clause.checkpoint), this.optional(" overlap ", clause.overlap)];
      case "where":
      case "having":
        return this.predicate(clause.kind, clause.predicate);
      case "dedupe":
        return [this.expressionList("dedupe by", clause.by), clause.keep ? ` keep ${clause.keep}` : ""];
      case "collapse":
        return [
          this.expressionList("collapse by", clause.by),
          ` ${clause.window ?? "within"} `,
          this.value(clause.length),
          clause.keep ? ` keep ${clause.keep}` : "",
        ];
      case "reduce":
        return this.reduce(clause.aggregates, clause.by);
      case "order":
        return this.list("order by", clause.keys, (key) => this.sortKey(key));
      case "limit":
      case "offset":
      case "latest":
        return [`${clause.kind} `, this.value(clause.count)];
      case "fetch":
        return "fetch current";
      case "select":
        return this.list("select", clause.columns, (column) => this.column(column));
      case "diff":
        return clause.by.length === 0 ? "diff" : this.expressionList("diff by", clause.by);
      case "compare":
        return this.compare(clause);
      case "expect":
        return this.expect(clause);
      case "into":
        return ["into ", this.source(clause.target)];
    }
  }

  private during({ last, start, end }: Extract<Clause, { kind: "during" }>): Doc {
    if (last) return ["during last ", this.value(last)];
    const first = start ? new ExpressionPrinter(this.comments, ["last"]).print(start) : "";
    return ["during ", first, this.optional(" .. ", end)];
  }

  private reduce(aggregates: readonly Column[], by: readonly Column[]): Doc {
    const columns = (keyword: string, list: readonly Column[]): Doc =>
      this.list(keyword, list, (column) => this.column(column));
    if (by.length === 0) return columns("reduce", aggregates);
    return group(columns("reduce", aggregates), indent(line, columns("by", by)));
  }

  private compare({ to, operand, on, ignoring }: Extract<Clause, { kind: "compare" }>): Doc {
    const target = new ExpressionPrinter(this.comments, ["previous", "on", "ignoring"]);
    const previous = to === "previous" ? ["previous", operand ? " " : ""] : [];
    const lists = [
      on.length > 0 ? [" ", this.expressionList("on", on)] : "",
      ignoring.length > 0 ? [" ", this.expressionList("ignoring", ignoring)] : "",
    ];
    return ["compare to ", ...previous, operand ? target.print(operand) : "", ...lists];
  }

  private expect({ what, operator, operand }: Extract<Clause, { kind: "expect" }>): Doc {
    switch (what) {
      case "rows":
        return [
          "expect rows ",
          SIGNS[operator ?? "eq"],
          " ",
          operand ? this.expressions.print(operand, BINDING.sum) : "",
        ];
      case "every":
        return operand ? this.predicate("expect every", operand) : "expect every";
      default:
        return `expect ${what ?? ""}`;
    }
  }

  private predicate(keyword: string, predicate: Expression): Doc {
    return [`${keyword} `, this.expressions.print(predicate)];
  }

  private source(source: SourceNode | Missing): Doc {
    if (source.kind === "missing") return "";
    const names = source.path.map((name, index) =>
      name.kind === "missing" ? "" : index === 0 ? headName(name.text) : freeName(name.text),
    );
    return this.comments.beside(source, [names.join("."), this.optional(" stream ", source.stream)]);
  }

  private column(column: Column): Doc {
    const name = column.name?.kind === "name" ? ` as ${freeName(column.name.text)}` : "";
    return this.comments.beside(column, [this.value(column.value), name]);
  }

  private sortKey(key: SortKeyNode): Doc {
    return this.comments.beside(key, [this.value(key.value), key.direction ? ` ${key.direction}` : ""]);
  }

  private expressionList(keyword: string, nodes: readonly Expression[]): Doc {
    return this.list(keyword, nodes, (node) => this.value(node));
  }

  /** A keyword and its list, on one line or with each item on its own. */
  private list<T extends object>(keyword: string, items: readonly T[], print: (item: T) => Doc): Doc {
    const docs = items.map((item) => this.comments.between(item, print(item)));
    return group(keyword, indent(line, join([",", line], docs)));
  }

  /** A part of a query with all its comments. */
  private around(anchor: object, doc: Doc): Doc {
    return this.comments.between(anchor, this.comments.beside(anchor, doc));
  }

  private value(node: Expression): Doc {
    return this.expressions.print(node);
  }

  private optional(word: string, node: Expression | undefined): Doc {
    return node ? [word, this.value(node)] : "";
  }
}
