import type { LogEntry, LogKind } from "../../query/catalog.ts";
import { written } from "../names.ts";
import { markdown } from "../prose.ts";
import { knownSource } from "../sources.ts";
import type { Context } from "./context.ts";
import type { Suggestion } from "./item.ts";

/** Behind `from`: connections, their logs, and the `let`s that are queries. Behind `connection.`: its logs. */
export function sourceSuggestions(context: Context): readonly Suggestion[] {
  const { snapshot, before } = context;
  if (before.state === "path") return logs(context, before.path[0] ?? "");
  const { catalog } = snapshot;
  const connected = catalog.connections.filter((entry) => entry.connected);
  if (before.part?.expects === "target") return connected.flatMap(({ name }) => withLogs(context, name));
  const implicit = catalog.kinds.filter(({ name }) => !connected.some((entry) => entry.name === name));
  return [
    ...queries(context),
    ...connected.flatMap(({ name }) => withLogs(context, name)),
    ...implicit.flatMap(({ name }) => withLogs(context, name)),
  ];
}

/** Behind `stream`: the streams of the log that the source names. */
export function streamSuggestions({ snapshot, query, offset }: Context): readonly Suggestion[] {
  const source = query?.sources.findLast((source) => source.span.start < offset);
  if (source?.kind !== "source") return [];
  const [connection, log] = source.path.flatMap((part) => (part.kind === "name" ? [part.text] : []));
  const streams = connection === undefined ? [] : (knownSource(snapshot.catalog, connection, log).log?.streams ?? []);
  return streams.map((stream) => ({
    label: stream,
    kind: "value",
    insert: JSON.stringify(stream),
    filter: JSON.stringify(stream),
    rank: "1-value",
  }));
}

function queries({ snapshot, offset }: Context): readonly Suggestion[] {
  return snapshot.document.statements.flatMap((statement): readonly Suggestion[] => {
    if (statement.kind !== "let" || statement.value.kind !== "query" || statement.name.kind !== "name") return [];
    if (statement.span.start <= offset && offset <= statement.span.end) return [];
    const { text } = statement.name;
    return [
      {
        label: text,
        kind: "let",
        insert: written(text, "head"),
        rank: "2-name",
        detail: statement.title?.text ?? "named query",
      },
    ];
  });
}

function withLogs(context: Context, connection: string): readonly Suggestion[] {
  const { entry, kind } = knownSource(context.snapshot.catalog, connection, undefined);
  const isConnected = entry?.connected === true;
  const head: Suggestion = {
    label: connection,
    kind: "source",
    insert: written(connection, "head"),
    rank: isConnected ? "3-field" : "5-word",
    detail: isConnected ? (kind?.title ?? "connection") : `${kind?.title ?? connection} (not connected)`,
    ...(kind ? { documentation: [markdown(kind.description)] } : {}),
  };
  const whole = logs(context, connection).map((log) => ({
    ...log,
    label: `${connection}.${log.label}`,
    filter: `${connection}.${log.label}`,
    insert: `${written(connection, "head")}.${log.insert}`,
  }));
  return isConnected ? [...whole, head] : [head, ...whole];
}

function logs({ snapshot }: Context, connection: string): readonly Suggestion[] {
  const { entry, kind } = knownSource(snapshot.catalog, connection, undefined);
  const entries = entry?.logs ?? [];
  const kinds = (kind?.logs ?? []).filter(({ name }) => !entries.some((log) => log.name === name));
  const rank = entry?.connected === true ? "2-name" : "5-word";
  return [
    ...entries.map((log) => ({ ...logEntry(log), rank }) as const),
    ...kinds.map((log) => ({ ...logKind(log), rank }) as const),
  ];
}

function logEntry({ name, events, streams }: LogEntry): Omit<Suggestion, "rank"> {
  const counts = [
    ...(events === undefined ? [] : [`${events.toLocaleString("en-US")} ${events === 1 ? "event" : "events"}`]),
    ...(streams === undefined ? [] : [`${streams.length} ${streams.length === 1 ? "stream" : "streams"}`]),
  ];
  return { label: name, kind: "log", insert: written(name, "after-dot"), detail: counts.join(", ") };
}

function logKind({ name, description }: LogKind): Omit<Suggestion, "rank"> {
  return { label: name, kind: "log", insert: written(name, "after-dot"), documentation: [markdown(description)] };
}
