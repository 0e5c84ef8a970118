import type { Catalog, ConnectionEntry, SourceKind } from "./catalog.ts";
import { akeneo } from "./kinds/akeneo.ts";
import { clickhouse } from "./kinds/clickhouse.ts";
import { codebolt } from "./kinds/codebolt.ts";
import { contember } from "./kinds/contember.ts";
import { local } from "./kinds/local.ts";
import { opencontent } from "./kinds/opencontent.ts";
import { pigello } from "./kinds/pigello.ts";

/** Every kind of source there is. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  local,
  pigello,
  contember,
  opencontent,
  akeneo,
  codebolt,
  clickhouse,
];

/**
 * What is known of sources, given the connections that are set up. A kind whose name no connection has is itself a
 * connection that is not set up, so that queries on it bind before there is one.
 */
export function catalogOf(connections: readonly ConnectionEntry[]): Catalog {
  const taken = new Set(connections.map(({ name }) => name));
  const implicit = SOURCE_KINDS.filter(({ name }) => !taken.has(name));
  return {
    kinds: SOURCE_KINDS,
    connections: [...connections, ...implicit.map(({ name }) => ({ name, kind: name, connected: false }))],
  };
}
