import type { SourceNode, Name } from "../../syntax/ast.ts";
import type { ConnectionEntry, KnownPath, LogKind, NativeField, SourceKind } from "../catalog.ts";
import type { Expression, LogSource, Source } from "../query.ts";
import { replacement } from "./context.ts";
import type { Context, Named } from "./context.ts";
import { placeOf } from "./expressions.ts";
import { listed, nearest, textOf, writtenName } from "./names.ts";
import { CANONICAL, EVENT_COLUMNS, scopeOf } from "./scope.ts";
import type { Scope, ScopeColumn } from "./scope.ts";

/** A source that has been found, and what can be named of its rows. */
export interface BoundSource {
  readonly source: Source;
  readonly scope: Scope;
  /** What is known of the log; absent for a named query and for logs that nothing is known of. */
  readonly logKind?: LogKind;
}

/** Finds what a source names: a let, else a connection and one of its logs. Undefined when there is no such thing. */
export function bindSource(node: SourceNode, context: Context): BoundSource | undefined {
  const [head, second] = node.path;
  if (head?.kind !== "name" || second?.kind === "missing") {
    context.broken = true;
    return undefined;
  }
  if (!second) {
    const named = context.lets.get(head.text);
    if (named) return bindNamed(node, head, named, context);
    if (context.definitions.has(head.text)) {
      context.error(
        head.span,
        "let.too-early",
        `\`${head.text}\` is not defined yet here. Move its \`let\` above this statement.`,
      );
      return undefined;
    }
  }
  const connection = context.catalog.connections.find(({ name }) => name === head.text);
  if (!connection) return tellUnknown(head, second, context);
  context.refer({ span: head.span, kind: "connection", name: head.text });
  return bindLog(node, connection, second, context);
}

/** What the sources of a query have in common: all names of a single one, else canonical names only. */
export function mergeScopes(sources: readonly BoundSource[]): Scope {
  const [first] = sources;
  if (!first) return scopeOf(EVENT_COLUMNS);
  if (sources.length === 1) return first.scope;
  const hidden = new Map<string, NativeField>();
  for (const { scope } of sources) for (const [name, native] of scope.natives) hidden.set(name, native);
  return {
    columns: first.scope.columns,
    natives: new Map(),
    known: sources.flatMap(({ scope }) => scope.known),
    hidden,
  };
}

function bindNamed(node: SourceNode, head: Name, named: Named, context: Context): BoundSource | undefined {
  const { name, definition } = named;
  if (named.broken) context.broken = true;
  for (const parameter of named.parameters) context.used.add(parameter);
  context.refer({
    span: head.span,
    kind: "let",
    name,
    definition,
    ...(named.kind === "query" && { type: "query" as const }),
  });
  if (node.stream) {
    context.error(
      node.stream.span,
      "source.no-streams",
      `\`${name}\` is a named query and has no streams. Use \`where stream_id = …\`.`,
    );
  }
  if (named.kind === "query") return { source: { kind: "subquery", name, query: named.query }, scope: named.scope };
  context.error(
    head.span,
    "source.unknown",
    `\`${name}\` is a named value; a query reads from a log or a named query.`,
  );
  return undefined;
}

function bindLog(
  node: SourceNode,
  connection: ConnectionEntry,
  second: Name | undefined,
  context: Context,
): BoundSource | undefined {
  const kind = context.catalog.kinds.find(({ name }) => name === connection.kind);
  const known = connection.logs?.map(({ name }) => name) ?? kind?.logs.map(({ name }) => name) ?? [];
  const log = second?.text ?? (known.length === 1 ? known[0] : undefined);
  if (second) context.refer({ span: second.span, kind: "log", name: second.text });
  if (log === undefined && (connection.logs !== undefined || known.length > 0)) {
    tellMissingLog(node, connection.name, known, context);
    return undefined;
  }
  const logKind = kind?.logs.find(({ name }) => name === log);
  if (second && !known.includes(second.text)) tellUnknownLog(second, connection, kind, known, context);
  const stream = bindStream(node, connection.name, kind, context);
  const source: LogSource = {
    kind: "log",
    connection: connection.name,
    ...(log !== undefined && { log }),
    ...(stream && { stream }),
  };
  return { source, scope: logScope(connection, kind, logKind, log), ...(logKind && { logKind }) };
}

function logScope(
  connection: ConnectionEntry,
  kind: SourceKind | undefined,
  logKind: LogKind | undefined,
  log: string | undefined,
): Scope {
  const natives = new Map<string, NativeField>();
  for (const native of logKind?.fields ?? kind?.fields ?? [])
    if (!CANONICAL.has(native.name)) natives.set(native.name, native);
  const known: readonly KnownPath[] = connection.logs?.find(({ name }) => name === log)?.paths ?? [];
  const columns = EVENT_COLUMNS.map((column) => withValues(column, natives));
  return { columns: scopeOf(columns).columns, natives, known, hidden: new Map() };
}

/** A canonical column has the closed list of the source's own name for it. */
function withValues(column: ScopeColumn, natives: ReadonlyMap<string, NativeField>): ScopeColumn {
  for (const { field, values } of natives.values()) {
    if (values && field.column === column.name && field.path.length === 0) return { ...column, values };
  }
  return column;
}

function bindStream(
  { stream }: SourceNode,
  connection: string,
  kind: SourceKind | undefined,
  context: Context,
): Expression | undefined {
  if (!stream) return undefined;
  const { value, type } = placeOf({ context, clause: "`stream`" }).expression(stream);
  if (kind && !kind.streams)
    context.error(stream.span, "source.no-streams", `${kind.title} has no streams, so \`${connection}\` has none.`);
  else if (type !== "string" && type !== "mixed")
    context.error(
      stream.span,
      "type.mismatch",
      "A stream's name is text.",
      replacement("Put it in quotes", stream.span, JSON.stringify(textOf(stream))),
    );
  return value;
}

function tellUnknown(head: Name, second: Name | undefined, context: Context): undefined {
  const queries = second
    ? []
    : [...context.lets.values()].filter(({ kind }) => kind === "query").map(({ name }) => name);
  const connections = context.catalog.connections.map(({ name }) => name);
  const meant = nearest(head.text, [...queries, ...connections]);
  const advice = meant === undefined ? `There are ${listed(connections)}.` : `Did you mean \`${meant}\`?`;
  const what = second ? "connection" : "connection or named query";
  const fix = meant === undefined ? undefined : replacement(`Write ${meant}`, head.span, writtenName(meant));
  context.error(head.span, "source.unknown", `There is no ${what} \`${head.text}\`. ${advice}`, fix);
  return undefined;
}

function tellMissingLog(node: SourceNode, connection: string, known: readonly string[], context: Context): void {
  if (known.length === 0) {
    context.error(
      node.span,
      "log.missing",
      `\`${connection}\` has no logs yet. Import a file into one first, and write its name behind a dot.`,
    );
    return;
  }
  const [head] = node.path;
  const at = head?.span ?? node.span;
  const fixes = known
    .slice(0, 5)
    .map((name) =>
      replacement(
        `Write ${connection}.${writtenName(name)}`,
        { start: at.end, end: at.end },
        `.${writtenName(name)}`,
        false,
      ),
    );
  context.error(
    node.span,
    "log.missing",
    `\`${connection}\` has several logs: ${listed(known)}. Write which one.`,
    ...fixes,
  );
}

/** Logs of a store come and go, so one that is not there may be there when the query runs; a system's logs are fixed. */
function tellUnknownLog(
  name: Name,
  connection: ConnectionEntry,
  kind: SourceKind | undefined,
  known: readonly string[],
  context: Context,
): void {
  const isFixed = kind !== undefined && kind.logs.length > 0;
  if (!isFixed && connection.logs === undefined) return;
  const meant = nearest(name.text, known);
  const advice =
    meant !== undefined
      ? `Did you mean \`${meant}\`?`
      : known.length > 0
        ? `It has ${listed(known)}.`
        : "It has none yet.";
  const fix = meant === undefined ? undefined : replacement(`Write ${meant}`, name.span, writtenName(meant));
  const message = `\`${connection.name}\` has no log \`${name.text}\`. ${advice}`;
  if (isFixed) context.error(name.span, "log.unknown", message, fix);
  else context.warn(name.span, "log.unknown", message, fix);
}
