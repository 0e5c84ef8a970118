import { neverCancelled } from "../../../server/src/base/cancellation.ts";
import type { Value } from "../../../server/src/base/value.ts";
import type { RunOutcome } from "../../../server/src/engine/api.ts";
import { openEvq } from "../../../server/src/evq.ts";
import type { Evq } from "../../../server/src/evq.ts";
import type { FakeDisk } from "../../support/fakeDisk.ts";
import { fakePorts } from "../../support/ports.ts";
import { sqlJs } from "../../support/store.ts";
import { PAGE } from "./answers.ts";
import type { Network } from "./network.ts";
import type { System } from "./world.ts";

const CONNECTIONS: Readonly<Record<System, object>> = {
  pigello: { kind: "pigello", url: "https://erp.example.com", headers: headers() },
  contember: { kind: "contember", url: "https://cms.example.com", project: "blog" },
  opencontent: { kind: "opencontent", url: "https://oc.example.com", username: "evq" },
  akeneo: {
    kind: "akeneo",
    url: "https://events.example.com",
    pim: "https://pim.example.com",
    clientId: "c",
    username: "u",
  },
  codebolt: { kind: "codebolt", url: "wss://app.example.com" },
};

/** How queries name the log of each system. */
export const LOGS: Readonly<Record<System, string>> = {
  pigello: "src.eventlog",
  contember: "src.events",
  opencontent: "src.eventlog",
  akeneo: "src.logs",
  codebolt: "src.app",
};

function headers(): Readonly<Record<string, string>> {
  const names = ["CUSTOMER-ID", "APPLICATION-ID", "SERVICE-ID", "SERVICE-VERSION-ID", "CLIENT-CT", "CLIENT-ENTITY"];
  return Object.fromEntries(names.map((name) => [`X-PIGELLO-${name}`, "1"]));
}

/** EVQ over a disk and the network to one simulated system, which is the connection `src`. */
export function openOver(disk: FakeDisk, system: System, { ports }: Network, fileSystem = disk.process()): Evq {
  const connections = JSON.stringify({ connections: { src: { ...CONNECTIONS[system], pageSize: PAGE } } });
  return openEvq(
    { ...fakePorts(), ...ports },
    {
      path: "/store",
      fileSystem,
      sql: sqlJs,
      program: "test",
      readConnections: async () => [{ place: "workspace", path: "connections.json", text: connections, trusted: true }],
    },
  );
}

/** Runs the one query of a text; its rows go to `take`. */
export async function runText(
  evq: Evq,
  text: string,
  take: (rows: readonly (readonly Value[])[]) => void | Promise<void> = () => {},
): Promise<RunOutcome> {
  const { bound } = await evq.read(text, "UTC");
  const [query] = bound.queries;
  if (!query?.query) throw new Error(`the query has errors: ${text}`);
  const request = { query, parameters: [], given: new Map(), timeZone: "UTC" };
  return evq.run(request, { cancellation: neverCancelled, progress: () => {}, rows: (_columns, rows) => take(rows) });
}
