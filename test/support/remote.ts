import { nodeTransport } from "../../server/node/transport/transport.ts";
import { REMOTE_KINDS } from "../../server/src/connectors/registry.ts";
import type { Ports } from "../../server/src/base/ports.ts";
import { createEngine } from "../../server/src/engine/engine.ts";
import type { Engine } from "../../server/src/engine/api.ts";
import { SOURCE_KINDS } from "../../server/src/query/kinds.ts";
import { NO_STORE } from "./engine.ts";
import { fakePorts } from "./ports.ts";

export interface RemoteWorld {
  /** As it stands in `.evq/connections.json`. */
  readonly connections: Readonly<Record<string, unknown>>;
  /** By connection and name: `erp.secret`. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly now?: bigint;
  readonly trusted?: boolean;
  readonly ports?: Partial<Ports>;
}

/** The engine over connections to servers that really listen; waits take no time. */
export function remoteEngine({ connections, secrets = {}, now, trusted = true, ports = {} }: RemoteWorld) {
  const asked: string[] = [];
  const waited: number[] = [];
  const engine: Engine = createEngine(
    {
      ...fakePorts(now === undefined ? {} : { now }),
      transport: nodeTransport,
      timer: {
        random: Math.random,
        wait: async (milliseconds, cancellation) => {
          cancellation.check();
          waited.push(milliseconds);
        },
      },
      secrets: {
        get: async ({ connection, origin, name }) => {
          asked.push(`${connection} ${origin} ${name}`);
          return secrets[`${connection}.${name}`];
        },
      },
      ...ports,
    },
    {
      store: NO_STORE,
      profiles: { list: () => [], save: () => {} },
      importFile: () => Promise.reject(new Error("nothing is imported")),
      previewImport: () => Promise.reject(new Error("nothing is imported")),
      readEvents: () => [],
      fixed: [],
      kinds: SOURCE_KINDS,
      remoteKinds: REMOTE_KINDS,
      read: async () => [
        { place: "workspace", path: "connections.json", text: JSON.stringify({ connections }), trusted },
      ],
    },
  );
  return { engine, asked, waited };
}
