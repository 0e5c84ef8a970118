import type { Catalog, ConnectionEntry, LogEntry, LogKind, NativeField, SourceKind } from "../query/catalog.ts";
import type { LetStatement, QueryNode, SourceNode, Statement } from "../syntax/ast.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a source in the text stands for, as far as the catalog knows. */
export interface KnownSource {
  readonly connection: string;
  readonly entry: ConnectionEntry | undefined;
  readonly kind: SourceKind | undefined;
  readonly logKind: LogKind | undefined;
  readonly log: LogEntry | undefined;
}

/** The sources of a query that are logs; what comes from a `let` is in `namedQuery`. */
export function knownSources(snapshot: Snapshot, query: QueryNode): readonly KnownSource[] {
  return query.sources.flatMap((source) => {
    if (source.kind === "missing" || namedQuery(snapshot, source)) return [];
    const [connection, log] = names(source);
    return connection === undefined ? [] : [knownSource(snapshot.catalog, connection, log)];
  });
}

export function knownSource(catalog: Catalog, connection: string, log: string | undefined): KnownSource {
  const entry = catalog.connections.find(({ name }) => name === connection);
  const kind = catalog.kinds.find(({ name }) => name === (entry?.kind ?? connection));
  return {
    connection,
    entry,
    kind,
    logKind:
      kind && (kind.logs.find(({ name }) => name === log) ?? (kind.logs.length === 1 ? kind.logs[0] : undefined)),
    log: logEntry(entry?.logs ?? entry?.sampled ?? [], log),
  };
}

function logEntry(entries: readonly LogEntry[], log: string | undefined): LogEntry | undefined {
  return (
    entries.find(({ name }) => name === log) ?? (log === undefined && entries.length === 1 ? entries[0] : undefined)
  );
}

/** The logs that a text names and that are there, each once: those worth a look at their events. */
export function mentionedLogs(snapshot: Snapshot): readonly { readonly connection: string; readonly log: LogEntry }[] {
  const found = new Map<string, { readonly connection: string; readonly log: LogEntry }>();
  for (const query of snapshot.document.statements.flatMap(queriesIn)) {
    for (const { connection, entry, log } of knownSources(snapshot, query)) {
      // Logs of other systems are looked at when somebody asks for that.
      if (log && entry?.logs) found.set(`${connection}\n${log.name}`, { connection, log });
    }
  }
  return [...found.values()];
}

/** The source's own names. */
export function nativeFields({ kind, logKind }: KnownSource): readonly NativeField[] {
  return logKind?.fields ?? kind?.fields ?? [];
}

/** The `let` query that a source names. */
export function namedQuery(
  { document }: Snapshot,
  source: SourceNode,
): (LetStatement & { readonly value: QueryNode }) | undefined {
  const [name, log] = names(source);
  if (name === undefined || log !== undefined) return undefined;
  return document.statements.find(
    (statement): statement is LetStatement & { readonly value: QueryNode } =>
      statement.kind === "let" &&
      statement.value.kind === "query" &&
      statement.name.kind === "name" &&
      statement.name.text === name,
  );
}

function queriesIn(statement: Statement): readonly QueryNode[] {
  if (statement.kind === "query-statement") return [statement.query];
  return statement.kind === "let" && statement.value.kind === "query" ? [statement.value] : [];
}

function names({ path }: SourceNode): readonly string[] {
  return path.flatMap((part) => (part.kind === "name" ? [part.text] : []));
}
