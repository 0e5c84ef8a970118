import { valueOfOperand } from "../../query/evaluate/arithmetic.ts";
import type { Reduce } from "../../query/query.ts";
import { aggregateSql } from "./aggregate.ts";
import type { Inner } from "./aggregate.ts";
import type { Column, Compilation, Scope } from "./compilation.ts";
import { eventOrder, eventSortKey } from "./order.ts";
import { cell, isKind, orderParts } from "./term.ts";
import type { JsonTerm } from "./term.ts";
import { termOf } from "./value.ts";

/** Reduced rows as a subquery, the columns they have, and what orders them: their group keys. */
export interface Reduced {
  readonly from: string;
  readonly scope: Scope;
  readonly order: readonly string[];
}

/** One row a group, over the events of a subquery's text `FROM … WHERE …`. */
export function reduceSql(compilation: Compilation, scope: Scope, { by, aggregates }: Reduce, events: string): Reduced {
  const { dialect, bindings } = compilation;
  const inner = new InnerColumns();
  const outer: string[] = [];
  const columns = new Map<string, Column>();
  const keys: string[] = [];
  const order: string[] = [];
  const add = (name: string, column: Column) => {
    if (!columns.has(name)) columns.set(name, column);
  };
  const output = (sql: string) => {
    outer.push(`${sql} AS r${outer.length}`);
    return `r${outer.length - 1}`;
  };

  for (const { name, value } of by) {
    const term = termOf(compilation, scope, value);
    if (term.kind === "constant") {
      add(name, { kind: "constant", operand: valueOfOperand(term.operand) });
      continue;
    }
    const key = inner.name(cell(dialect, term));
    keys.push(key);
    const shown = output(key);
    const column: Column =
      term.kind === "json"
        ? { kind: "cell", sql: shown, shown: output(asWritten(compilation, scope, term, inner)) }
        : { kind: term.kind, sql: shown };
    add(name, column);
    if (column.kind !== "constant" && column.kind !== "json") order.push(...orderParts(dialect, column));
  }
  for (const aggregate of aggregates) {
    const { sql, shown, column } = aggregateSql(compilation, scope, aggregate, inner);
    add(aggregate.name, column(output(sql), shown && output(shown)));
  }
  if (outer.length === 0) output("count(*)");

  const once = inner.readsJson ? dialect.workedOutOnce : "";
  // A constant key makes no groups of its own, but without any group there is to be no row.
  const groups = by.length === 0 ? "" : ` GROUP BY ${keys.length > 0 ? keys.join(", ") : bindings.text("")}`;
  const from = `(SELECT ${outer.join(", ")} FROM (SELECT ${inner.list()} ${events}${once})${groups})`;
  return { from, scope: columns, order };
}

/**
 * A key's JSON text as the group's first event has it, where that may differ from the cell: objects and arrays, and
 * everything in a log with odd events.
 */
function asWritten(compilation: Compilation, scope: Scope, term: JsonTerm, inner: Inner): string {
  const { dialect, shape } = compilation;
  const differs = shape.hasOdd ? dialect.exists(term) : isKind(dialect, term, ["object", "array"]);
  const marked = inner.name(`CASE WHEN ${differs} THEN ${eventSortKey(compilation, scope)} || ${term.text} END`);
  return dialect.behind(`min(${marked})`, eventOrder(scope));
}

/** The columns of the inner SELECT, each expression once. */
class InnerColumns implements Inner {
  readonly #names = new Map<string, string>();

  name(sql: string): string {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    const name = `c${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }

  list(): string {
    if (this.#names.size === 0) return "1";
    return [...this.#names].map(([sql, name]) => `${sql} AS ${name}`).join(", ");
  }

  /** Whether something is worked out that should not be worked out twice. */
  get readsJson(): boolean {
    return [...this.#names.keys()].some((sql) => sql.includes("("));
  }
}
