import type { Connector } from "../connectors/connector.ts";
import type { ConnectionEntry } from "../query/catalog.ts";
import type { Store } from "../store/api.ts";

/** A connection by its name: a system of some kind that can be run against. */
export interface Connection {
  readonly name: string;
  readonly kind: string;
  readonly connector: Connector;
}

/** The connections and their logs as they are now. Only the local store says which logs there are. */
export async function connectionEntries(
  store: Store,
  connections: readonly Connection[],
): Promise<readonly ConnectionEntry[]> {
  const { logs } = await store.summary();
  return connections.map(({ name, kind }) => ({
    name,
    kind,
    connected: true,
    ...(kind === "local" && { logs: logs.map((log) => ({ name: log.name, events: log.events })) }),
  }));
}
