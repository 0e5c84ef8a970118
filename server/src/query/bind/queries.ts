import { logsOf } from "../logs.ts";
import type { Clause, ClauseKind, Expression as Node, OrderClause, QueryNode } from "../../syntax/ast.ts";
import type { Expression, Predicate, Query, Reduce, SortKey } from "../query.ts";
import { bindReduce, bindSelect } from "./columns.ts";
import { checkClauses, wordOf } from "./conflicts.ts";
import { bindCount, bindLength } from "./constants.ts";
import type { Context } from "./context.ts";
import { placeOf } from "./expressions.ts";
import { laterColumns } from "./later.ts";
import { listed } from "./names.ts";
import { bindCompare, bindExpect, bindInto } from "./outcome.ts";
import type { Grouping, Place } from "./place.ts";
import { COLLAPSE_COLUMNS, DIFF_COLUMNS, FETCH_COLUMNS, holdsEvents, withColumns } from "./scope.ts";
import type { Scope, ScopeColumn } from "./scope.ts";
import { bindSource, mergeScopes } from "./sources.ts";
import type { BoundSource } from "./sources.ts";
import { bindDuring, bindSince, checkRetention } from "./window.ts";

/** A query and what can be named of its rows. */
export interface BoundRows {
  readonly query: Query;
  readonly scope: Scope;
}

/** Binds a query's clauses in the order in which they mean something; each sees the columns that exist by then. */
export function bindQuery(node: QueryNode, context: Context): BoundRows {
  return new QueryBinder(node, context).bind();
}

class QueryBinder {
  private readonly node: QueryNode;
  private readonly context: Context;
  private readonly sources: readonly BoundSource[];
  private scope: Scope;
  private grouping: Grouping | undefined;

  constructor(node: QueryNode, context: Context) {
    this.node = node;
    this.context = context;
    this.sources = node.sources.flatMap((source) => {
      const bound = source.kind === "source" ? bindSource(source, context) : undefined;
      if (!bound) context.broken = true;
      return bound ?? [];
    });
    this.scope = mergeScopes(this.sources);
    this.checkSources();
  }

  bind(): BoundRows {
    checkClauses(this.node, this.context);
    const early = this.bindEarly();
    const { orderBy, ...counts } = this.bindOrder();
    this.addColumns();
    const by = this.clause("diff")?.by;
    const diff = by && { by: by.map((key) => this.place("diff").expression(key).value) };
    if (diff) this.scope = withColumns(this.scope, DIFF_COLUMNS);
    const rows = this.scope;
    const chosen = this.bindSelect();
    const visible = chosen?.scope ?? this.scope;
    const sofar: Query = {
      from: this.sources.map(({ source }) => source),
      ...early,
      ...(orderBy && { orderBy }),
      ...counts,
      ...(this.clause("fetch") && { fetchCurrent: true as const }),
      ...(diff && { diff }),
      ...(chosen && { select: chosen.select }),
    };
    const outcome = this.bindOutcome(sofar, rows, visible, chosen !== undefined);
    // Aggregates that later clauses asked for are known only now.
    return {
      query: { ...sofar, ...(this.grouping && { reduce: reduceOf(this.grouping) }), ...outcome },
      scope: visible,
    };
  }

  private bindEarly(): Partial<Query> {
    const { context } = this;
    const duringNode = this.clause("during");
    const during = duringNode && bindDuring(duringNode, this.place("during"));
    if (duringNode && during) checkRetention(duringNode, during, this.place("during"), this.sources);
    const sinceNode = this.clause("since");
    const since = sinceNode && bindSince(sinceNode, this.place("since"), this.sources);
    const where = this.bindWhere();
    const dedupeNode = this.clause("dedupe");
    const dedupe = dedupeNode && { by: this.keys("dedupe", dedupeNode.by), keep: dedupeNode.keep ?? ("last" as const) };
    const collapseNode = this.clause("collapse");
    const collapse = collapseNode && {
      by: this.keys("collapse", collapseNode.by),
      window: collapseNode.window ?? ("within" as const),
      length: bindLength(collapseNode.length, this.place("collapse"), "The window of `collapse`").value,
      keep: collapseNode.keep ?? ("first" as const),
    };
    if (collapseNode) {
      this.needEvents(collapseNode, ["timestamp"]);
      if (collapseNode.window === undefined) context.broken = true;
      this.scope = withColumns(this.scope, COLLAPSE_COLUMNS);
    }
    const reduceNode = this.clause("reduce");
    if (reduceNode) {
      const bound = bindReduce(reduceNode, this.place("reduce"), this.sources);
      this.scope = bound.scope;
      this.grouping = bound.grouping;
    }
    const havingNode = this.clause("having");
    const having = havingNode && this.place("having").predicate(havingNode.predicate);
    return {
      ...(during && { during }),
      ...(since && { since }),
      ...(where && { where }),
      ...(dedupe && { dedupe }),
      ...(collapse && { collapse }),
      ...(this.grouping && { reduce: reduceOf(this.grouping) }),
      ...(having && { having }),
    };
  }

  private bindWhere(): Predicate | undefined {
    const clauses = this.node.clauses.filter((clause) => clause.kind === "where");
    const replaceable = clauses.length === 1 && !this.clause("having");
    const parts = clauses.map((clause) =>
      this.place("where")
        .with({ keyword: replaceable ? clause.keyword : undefined })
        .predicate(clause.predicate),
    );
    if (parts.length < 2) return parts[0];
    return { kind: "and", of: parts.flatMap((part) => (part.kind === "and" ? part.of : [part])) };
  }

  private bindOrder(): Pick<Partial<Query>, "orderBy" | "offset" | "limit"> {
    const orderNode = this.clause("order");
    const latest = this.clause("latest");
    const offsetNode = this.clause("offset");
    const limitNode = this.clause("limit");
    const orderBy = orderNode ? this.sortKeys(orderNode) : latest && this.latestFirst(latest);
    const offset = offsetNode && bindCount(offsetNode.count, this.place("offset"), "offset").value;
    const limit = limitNode
      ? bindCount(limitNode.count, this.place("limit"), "limit").value
      : latest && bindCount(latest.count, this.place("latest"), "latest").value;
    return { ...(orderBy && { orderBy }), ...(offset && { offset }), ...(limit && { limit }) };
  }

  private sortKeys({ keys }: OrderClause): readonly SortKey[] {
    const place = this.place("order");
    return keys.map((key) => ({ value: place.expression(key.value).value, direction: key.direction ?? "asc" }));
  }

  private latestFirst(clause: Clause): readonly SortKey[] {
    this.needEvents(clause, ["timestamp"]);
    return [{ value: { kind: "field", field: { column: "timestamp", path: [] } }, direction: "desc" }];
  }

  /** The columns that `fetch current` adds, and what it and `diff` need. */
  private addColumns(): void {
    const fetchNode = this.clause("fetch");
    if (fetchNode) {
      if (!this.grouping && this.needEvents(fetchNode, ["source", "entity_type", "entity_id"]))
        this.checkCurrent(fetchNode);
      this.scope = withColumns(this.scope, FETCH_COLUMNS);
    }
    const diffNode = this.clause("diff");
    if (diffNode && !this.grouping) this.needEvents(diffNode);
  }

  private checkCurrent({ keyword }: Clause): void {
    const { connections, kinds } = this.context.catalog;
    for (const { connection } of logsOf(this.sources.map(({ source }) => source))) {
      const name = connections.find((entry) => entry.name === connection)?.kind ?? connection;
      const kind = kinds.find((candidate) => candidate.name === name);
      if (!kind || kind.current) continue;
      const able = kinds.filter(({ current }) => current).map(({ title }) => title);
      this.context.error(
        keyword,
        "fetch.no-current",
        `\`${connection}\` has events only: the present state of what they are about can be fetched from ${able.join(" and ")}.`,
      );
    }
  }

  private bindSelect(): ReturnType<typeof bindSelect> | undefined {
    const node = this.clause("select");
    return node && bindSelect(node.columns, this.place("select"));
  }

  private bindOutcome(query: Query, rows: Scope, visible: Scope, selects: boolean): Partial<Query> {
    const { context } = this;
    const compareNode = this.clause("compare");
    const seen = this.place("compare").with({ scope: visible, ...(selects && { grouping: undefined }) });
    const compare = compareNode && bindCompare(compareNode, query, seen);
    const expected = this.place("expect").with({ scope: selects ? withMeanings(rows, visible, query) : rows });
    const expect = this.node.clauses.flatMap((clause) =>
      clause.kind === "expect" ? (bindExpect(clause, expected, compareNode !== undefined) ?? []) : [],
    );
    const intoNode = this.clause("into");
    const into = intoNode && bindInto(intoNode, this.place("into").with({ scope: rows }));
    if (intoNode && !into) context.broken = true;
    return { ...(compare && { compare }), ...(expect.length > 0 && { expect }), ...(into && { into }) };
  }

  private clause<K extends ClauseKind>(kind: K): Extract<Clause, { kind: K }> | undefined {
    return this.node.clauses.find((clause): clause is Extract<Clause, { kind: K }> => clause.kind === kind);
  }

  private place(kind: ClauseKind): Place {
    return placeOf({
      context: this.context,
      scope: this.scope,
      clause: `\`${wordOf(kind)}\``,
      later: laterColumns(this.node, kind),
      grouping: this.grouping,
      reduces: this.clause("reduce") !== undefined,
    });
  }

  private keys(kind: ClauseKind, nodes: readonly Node[]): readonly Expression[] {
    const place = this.place(kind);
    return nodes.map((node) => place.expression(node).value);
  }

  /** Tells when the rows lack what a clause looks at; they come from a named query that reduces or selects. */
  private needEvents({ kind, keyword }: Clause, columns?: readonly string[]): boolean {
    const lacking = columns?.filter((name) => !this.scope.columns.has(name)) ?? [];
    if (columns ? lacking.length === 0 : holdsEvents(this.scope)) return true;
    const what = columns ? listed(lacking) : "all fields of the events";
    this.context.error(keyword, "rows.not-events", `\`${wordOf(kind)}\` needs ${what}, which these rows do not have.`);
    return false;
  }

  private checkSources(): void {
    const [first, ...others] = this.sources;
    const names = (source: BoundSource | undefined) => JSON.stringify([...(source?.scope.columns.keys() ?? [])]);
    this.node.sources.slice(1).forEach((node, i) => {
      const other = others[i];
      if (other && names(other) !== names(first)) {
        this.context.error(
          node.span,
          "source.columns-differ",
          "Sources of one timeline have the same columns, and this one has others than the first.",
        );
      }
    });
  }
}

function reduceOf({ keys, aggregates }: Grouping): Reduce {
  return { by: keys, aggregates: [...aggregates] };
}

/** What `expect` sees: the rows before `select`, and the selected columns as what they stand for. */
function withMeanings(rows: Scope, visible: Scope, { select = [] }: Query): Scope {
  const meanings = select.flatMap(({ name, value }): ScopeColumn[] => {
    const column = visible.columns.get(name);
    return column ? [{ ...column, meaning: value }] : [];
  });
  return { ...rows, columns: new Map([...rows.columns, ...meanings.map((column) => [column.name, column] as const)]) };
}
