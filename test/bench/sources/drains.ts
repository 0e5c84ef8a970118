import { once } from "node:events";
import { WebSocket } from "ws";
import { PIGELLO_HEADERS } from "../../servers/sources/pigello.ts";
import type { Addresses } from "./servers.ts";

/** A source with the connection that EVQ reads it by, and the barest client that could read it: a loop that parses and counts. */
export interface Drained {
  readonly kind: string;
  readonly query: string;
  readonly connection: (at: Addresses) => object;
  readonly secret?: string;
  readonly barest: (at: Addresses) => Promise<number>;
}

const BASIC = { username: "evq", password: "pass:word/ü" };

export const DRAINED: readonly Drained[] = [
  {
    kind: "pigello",
    query: "from pigello.eventlog",
    connection: ({ pigello }) => ({ url: pigello, headers: PIGELLO_HEADERS }),
    secret: "pigello-secret",
    barest: ({ pigello }) =>
      counted(async (page) => {
        const url = `${pigello}/common/eventlog/list/?_order_by=created_at,id&_page=${page}&_page_size=500`;
        const headers = { ...PIGELLO_HEADERS, "x-pigello-client-secret": "pigello-secret" };
        return (await json<{ results: readonly unknown[] }>(url, { headers })).results;
      }),
  },
  {
    kind: "akeneo",
    query: "from akeneo.logs",
    connection: ({ akeneo, pim }) => ({ url: akeneo, pim, clientId: "client-1" }),
    secret: "bench-token",
    barest: ({ akeneo, pim }) =>
      counted(async (page) => {
        const headers = { "X-PIM-URL": pim, "X-PIM-CLIENT-ID": "client-1", "X-PIM-TOKEN": "bench-token" };
        const url = `${akeneo}/api/v1/logs?order=asc&limit=100&page=${page}`;
        return (await json<{ items: readonly unknown[] | null }>(url, { headers })).items ?? [];
      }),
  },
  {
    kind: "opencontent",
    query: "from opencontent.eventlog",
    connection: ({ opencontent }) => ({ url: opencontent, username: BASIC.username }),
    secret: BASIC.password,
    barest: async ({ opencontent }) => {
      const authorization = `Basic ${Buffer.from(`${BASIC.username}:${BASIC.password}`).toString("base64")}`;
      const headers = { accept: "application/json", authorization };
      let last = 0;
      return counted(async () => {
        const url = `${opencontent}/opencontent/eventlog?event=${last}`;
        const { events } = await json<{ events: readonly { id: number }[] }>(url, { headers });
        last = events.at(-1)?.id ?? last;
        return events;
      });
    },
  },
  {
    kind: "contember",
    query: "from contember.events",
    connection: ({ contember }) => ({ url: contember, project: "blog" }),
    secret: "contember-token",
    barest: ({ contember }) =>
      counted(async (page) => {
        const args = { order: "APPLIED_AT_ASC", offset: (page - 1) * 2000, limit: 2000 };
        const { data } = await json<{ data: { events: readonly unknown[] } }>(`${contember}/system/blog`, {
          method: "POST",
          headers: { authorization: "Bearer contember-token", "content-type": "application/json" },
          body: JSON.stringify({ query: "…", variables: { args } }),
        });
        return data.events;
      }),
  },
  {
    kind: "codebolt",
    query: "from codebolt.app",
    connection: ({ codebolt }) => ({ url: codebolt }),
    barest: async ({ codebolt }) => {
      const socket = new WebSocket(`${codebolt}/codebolt?id=bare`, { perMessageDeflate: false });
      await once(socket, "open");
      const requestId = "00000000-0000-4000-8000-000000000000";
      try {
        return await counted(async (page) => {
          const orderBy = { field: "timestamp", direction: "asc" };
          const query = { from: { instance: "app" }, orderBy, limit: 500, offset: (page - 1) * 500 };
          socket.send(JSON.stringify({ type: "eventLog.queryEvents", requestId, params: { query } }));
          const [message] = (await once(socket, "message")) as [Buffer];
          const reply = JSON.parse(message.toString("utf8")) as { data: { result: { events: readonly unknown[] } } };
          return reply.data.result.events;
        });
      } finally {
        socket.close();
      }
    },
  },
];

/** Pages from 1 on until an empty one. */
async function counted(page: (number: number) => Promise<readonly unknown[]>): Promise<number> {
  let count = 0;
  for (let number = 1; ; number++) {
    const { length } = await page(number);
    if (length === 0) return count;
    count += length;
  }
}

async function json<T>(url: string, init: RequestInit): Promise<T> {
  return JSON.parse(await (await fetch(url, init)).text()) as T;
}
