import type { TreeItem } from "vscode";
import type { ConnectionSummary } from "../../../server/protocol/connections.ts";
import type { GroupCount, LogStats, LogSummary, StoreSummary } from "../../../server/protocol/logs.ts";
import { connectionItem, remoteLogItem } from "../connections/items.ts";
import type { Wire } from "../wire.ts";
import { logItem, moreItem, problemItem, storeItem, streamItem, writerItem } from "./items.ts";

/** What stands in the tree, by its kind. */
interface Kinds {
  /** `home`: the user's folder, which is shown as `~`. */
  readonly store: { readonly store: StoreSummary; readonly home?: string | undefined };
  readonly log: { readonly log: LogSummary };
  readonly stream: { readonly log: LogSummary; readonly stream: GroupCount };
  /** Stands for what is not listed one by one. */
  readonly more: { readonly count: number };
  readonly problem: { readonly problem: string };
  readonly writer: { readonly writer: string };
  readonly connection: { readonly connection: ConnectionSummary };
  readonly remoteLog: { readonly connection: ConnectionSummary; readonly remoteLog: string };
}

export type NodeKind = keyof Kinds;
export type NodeOf<K extends NodeKind> = { readonly kind: K } & Kinds[K];
export type SourceNode = { [K in NodeKind]: NodeOf<K> }[NodeKind];

interface Behaviour<K extends NodeKind> {
  /** Its `contextValue` is what menus in package.json know the kind by. */
  item(node: NodeOf<K>): TreeItem;
  children?(node: NodeOf<K>, wire: Pick<Wire, "request">): Promise<readonly SourceNode[]> | readonly SourceNode[];
}

/** How each kind looks and what is below it. A new kind of node is a row here and an entry in `Kinds`. */
const kinds: { readonly [K in NodeKind]: Behaviour<K> } = {
  store: { item: ({ store, home }) => storeItem(store, home), children: ({ store }) => belowStore(store) },
  log: {
    item: ({ log }) => logItem(log),
    children: async ({ log }, wire) => belowLog(log, await wire.request("evq/log/stats", { log: log.name })),
  },
  stream: { item: ({ log, stream }) => streamItem(log, stream) },
  more: { item: ({ count }) => moreItem(count) },
  problem: { item: ({ problem }) => problemItem(problem) },
  writer: { item: ({ writer }) => writerItem(writer) },
  connection: { item: ({ connection }) => connectionItem(connection), children: ({ connection }) => below(connection) },
  remoteLog: { item: ({ connection, remoteLog }) => remoteLogItem(connection, remoteLog) },
};

export function itemOf<K extends NodeKind>(node: NodeOf<K>): TreeItem {
  const behaviour: Behaviour<K> = kinds[node.kind];
  return behaviour.item(node);
}

/** @throws what a request throws */
export async function childrenOf<K extends NodeKind>(
  node: NodeOf<K>,
  wire: Pick<Wire, "request">,
): Promise<readonly SourceNode[]> {
  const behaviour: Behaviour<K> = kinds[node.kind];
  return (await behaviour.children?.(node, wire)) ?? [];
}

/** What keeps it from being used, else its logs. */
function below(connection: ConnectionSummary): readonly SourceNode[] {
  const { problems, logs } = connection;
  return [
    ...problems.map((problem) => ({ kind: "problem" as const, problem })),
    ...(problems.length > 0 ? [] : logs.map((log) => ({ kind: "remoteLog" as const, connection, remoteLog: log }))),
  ];
}

/** What needs attention first, then the logs by name. */
function belowStore({ logs, writer, problems }: StoreSummary): readonly SourceNode[] {
  return [
    ...problems.map((problem) => ({ kind: "problem" as const, problem })),
    ...(writer === undefined ? [] : [{ kind: "writer" as const, writer }]),
    ...logs.map((log) => ({ kind: "log" as const, log })),
  ];
}

/** The streams with the most events; what the list leaves out is counted. */
function belowLog(log: LogSummary, { streams }: LogStats): readonly SourceNode[] {
  const named = streams.filter(({ name }) => name !== null).length;
  const rest = log.streams - named;
  return [
    ...streams.map((stream) => ({ kind: "stream" as const, log, stream })),
    ...(rest > 0 ? [{ kind: "more" as const, count: rest }] : []),
  ];
}
