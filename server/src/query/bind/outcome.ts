import type { CompareClause, ExpectClause, Expression as Node, IntoClause } from "../../syntax/ast.ts";
import type { Compare, Expectation, Expression, LogSource, Query } from "../query.ts";
import { keyNames } from "../comparison/key.ts";
import { bindCount, bindLength } from "./constants.ts";
import { replacement } from "./context.ts";
import { listed, nearest, writtenName } from "./names.ts";
import type { Place } from "./place.ts";
import { holdsEvents } from "./scope.ts";
import type { Scope } from "./scope.ts";
import { bindSource } from "./sources.ts";
import { described } from "./types.ts";

/** Binds `compare`; `query` is what was bound of the query so far, `place` sees its columns. */
export function bindCompare(node: CompareClause, query: Query, place: Place): Compare | undefined {
  const { context } = place;
  const to = bindTarget(node, place);
  if (to && to.kind !== "query" && !query.during) {
    context.error(
      node.keyword,
      "compare.no-window",
      "This compares two windows, and the query has none. Add `during`, for example `during last 7d`.",
    );
  }
  const on = columnsOf(node.on, place, "on");
  const ignoring = columnsOf(node.ignoring, place, "ignoring");
  if (to?.kind === "query") checkKeys(node, on, query, to, place);
  if (to && to.kind !== "query" && on.length === 0 && !query.reduce) {
    context.error(
      node.keyword,
      "compare.no-key",
      "Events of two windows have different ids, so every row would be added or removed. Say what belongs together with `on`, or count with `reduce … by`.",
    );
  }
  return to && { to, on, ignoring };
}

/** What a comparison is made on, or leaves out, are columns of the rows, or paths into them. */
function columnsOf(nodes: readonly Node[], place: Place, word: string): readonly Expression[] {
  return nodes.map((node) => {
    const { value } = place.expression(node);
    if (value.kind !== "field" && node.kind !== "missing" && !place.context.broken) {
      place.context.error(
        node.span,
        "compare.not-a-column",
        `Behind \`${word}\` stand columns of the rows. Make one of this with \`select … as name\`, and name it here.`,
      );
    }
    return value;
  });
}

/** Whether the rows of a named query can be put together with this query's by their keys. */
function checkKeys(
  node: CompareClause,
  on: readonly Expression[],
  query: Query,
  { name, query: other }: Extract<Compare["to"], { kind: "query" }>,
  { context }: Place,
): void {
  const there = context.lets.get(name);
  const columns = there?.kind === "query" ? columnNames(there.scope) : [];
  if (there?.broken) return;
  on.forEach((key, i) => {
    if (key.kind !== "field" || columns.includes(key.field.column)) return;
    context.error(
      node.on[i]?.span ?? node.span,
      "compare.columns-differ",
      `\`${name}\` has no column \`${key.field.column}\`: it has ${listed(columns)}.`,
    );
  });
  const [own, others] = [keyNames(query), keyNames(other)];
  if (on.length > 0 || JSON.stringify(own) === JSON.stringify(others)) return;
  const text = (names: readonly string[]) => (names.length === 0 ? "nothing" : listed(names));
  context.error(
    node.keyword,
    "compare.no-key",
    `These rows are told apart by ${text(own)}, those of \`${name}\` by ${text(others)}. Say what belongs together with \`on\`.`,
  );
}

function bindTarget(node: CompareClause, place: Place): Compare["to"] | undefined {
  const { operand } = node;
  const { context } = place;
  if (node.to === "previous") {
    return { kind: "previous", ...(operand && { length: bindLength(operand, place, "The distance").value }) };
  }
  if (!operand || operand.kind === "missing") {
    context.broken = true;
    return undefined;
  }
  if (operand.kind === "path" && operand.steps.length === 0) {
    const named = context.lets.get(operand.head.text);
    if (named?.kind === "query") return compareToQuery(node, named.name, place);
    if (!named && !context.definitions.has(operand.head.text)) {
      const queries = [...context.lets.values()].map(({ name }) => name);
      const meant = nearest(operand.head.text, ["previous", ...queries]);
      const advice =
        meant === undefined ? "Compare to `previous`, a time, or a named query." : `Did you mean \`${meant}\`?`;
      context.error(
        operand.span,
        "source.unknown",
        `There is no named query \`${operand.head.text}\`. ${advice}`,
        meant === undefined
          ? undefined
          : replacement(`Write ${meant}`, operand.span, meant === "previous" ? meant : writtenName(meant)),
      );
      return undefined;
    }
  }
  const time = place.with({ scope: undefined, grouping: undefined, clause: "`compare to`" }).expression(operand);
  if (time.type !== "time" && time.type !== "mixed") {
    context.error(
      operand.span,
      "type.mismatch",
      `\`compare to\` takes \`previous\`, a time or a named query, and this is ${described(time.type)}.`,
    );
  }
  return { kind: "time", time: time.value };
}

function compareToQuery(node: CompareClause, name: string, { context, scope }: Place): Compare["to"] | undefined {
  const named = context.lets.get(name);
  if (named?.kind !== "query") return undefined;
  if (named.broken) context.broken = true;
  for (const parameter of named.parameters) context.used.add(parameter);
  const span = node.operand?.span ?? node.span;
  context.refer({ span, kind: "let", name, definition: named.definition, type: "query" });
  const [here, there] = [columnNames(scope), columnNames(named.scope)];
  if (!named.broken && !here.some((column) => there.includes(column))) {
    context.error(
      span,
      "compare.columns-differ",
      `\`${name}\` has none of this query's columns: it has ${listed(there)}.`,
    );
  }
  return { kind: "query", name, query: named.query };
}

function columnNames(scope: Scope | undefined): readonly string[] {
  return [...(scope?.columns.keys() ?? [])];
}

/** Binds an `expect`; undefined when it is not written to its end. */
export function bindExpect(node: ExpectClause, place: Place, compares: boolean): Expectation | undefined {
  const { what, operator, operand } = node;
  const { context } = place;
  if (what === "complete") return { kind: "complete" };
  if (what === "rows" && operator && operand) {
    return {
      kind: "rows",
      operator,
      count: bindCount(operand, place.with({ grouping: undefined }), "expect rows").value,
    };
  }
  if (what === "every" && operand) {
    if (compares)
      context.error(
        node.keyword,
        "clause.conflict",
        "`expect every` looks at the query's rows, and `compare` shows differences. Use `expect rows`, which counts them.",
      );
    return { kind: "every", predicate: place.predicate(operand) };
  }
  context.broken = true;
  return undefined;
}

/** Binds `into`: a log of the local store, which need not be there yet. */
export function bindInto(node: IntoClause, place: Place): LogSource | undefined {
  const { context, scope } = place;
  const [head, log] = node.target.kind === "source" ? node.target.path : [];
  if (node.target.kind !== "source" || head?.kind !== "name" || log?.kind === "missing") {
    context.broken = true;
    return undefined;
  }
  if (scope && !holdsEvents(scope)) {
    context.error(
      node.keyword,
      "rows.not-events",
      "`into` keeps whole events, and these rows are none: they come from a query that reduces or selects.",
    );
  }
  const connection = context.catalog.connections.find(({ name }) => name === head.text);
  if (!connection) {
    if (!log) return tellNotLocal(node, head.text, place);
    bindSource(node.target, context);
    return undefined;
  }
  if (connection.kind !== "local") return tellNotLocal(node, head.text, place);
  context.refer({ span: head.span, kind: "connection", name: head.text });
  if (!log) {
    context.error(
      node.target.span,
      "log.missing",
      `Write the log that the events go into, as in \`into ${writtenName(head.text)}.archive\`.`,
    );
    return undefined;
  }
  context.refer({ span: log.span, kind: "log", name: log.text });
  const stream: Expression | undefined = node.target.stream && place.expression(node.target.stream).value;
  return { kind: "log", connection: head.text, log: log.text, ...(stream && { stream }) };
}

function tellNotLocal(node: IntoClause, name: string, { context }: Place): undefined {
  const store = context.catalog.connections.find(({ kind }) => kind === "local")?.name ?? "local";
  const text = `${store}.${writtenName(name)}`;
  context.error(
    node.target.span,
    "into.not-local",
    `Events can be kept in the local store only. Write \`into ${text}\`.`,
    replacement(`Write ${text}`, node.target.span, text),
  );
  return undefined;
}
