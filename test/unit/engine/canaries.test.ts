import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { neverCancelled } from "../../../server/src/base/cancellation.ts";
import { toFailure } from "../../../server/src/base/failure.ts";
import { printJson } from "../../../server/src/base/json.ts";
import { Json } from "../../../server/src/base/value.ts";
import { readText } from "../../../server/src/evq.ts";
import { catalogOf } from "../../../server/src/query/kinds.ts";
import { SourceServer } from "../../servers/sources/server.ts";
import type { Answer, Served } from "../../servers/sources/server.ts";
import { ran } from "../../support/engine.ts";
import { PIGELLO_HEADERS } from "../../servers/sources/pigello.ts";
import { remoteEngine } from "../../support/remote.ts";

/** Looks like nothing else, and has letters that are written differently in URLs, JSON and base64. */
const CANARY = 'canary/5b1f+"0c4e';
const FORMS = [CANARY, encodeURIComponent(CANARY), JSON.stringify(CANARY).slice(1, -1)];
const BASE64 = Buffer.from(CANARY).toString("base64").replace(/=+$/, "");

/** Servers that tell back whatever they were sent, in every way in which a server can fail. */
const ANSWERS: Readonly<Record<string, (told: string) => Answer>> = {
  "401 JSON": (told) => ({ status: 401, body: JSON.stringify({ message: `not known: ${told}` }) }),
  "403 text": (told) => ({ status: 403, body: `not allowed: ${told}` }),
  "404 HTML": (told) => ({ status: 404, body: `<h1>nothing here</h1> ${told}` }),
  "400 GraphQL": (told) => ({ status: 400, body: JSON.stringify({ errors: [{ message: told }] }) }),
  "200 GraphQL": (told) => ({ status: 200, body: JSON.stringify({ errors: [{ message: told }] }) }),
  "429": (told) => ({ status: 429, body: told, headers: { "retry-after": "1" } }),
  "500": (told) => ({ status: 500, body: JSON.stringify({ detail: told }) }),
  "200 no JSON": (told) => ({ status: 200, body: told }),
  "200 other JSON": (told) => ({ status: 200, body: JSON.stringify({ results: told, items: 7, events: told }) }),
  "200 no time": (told) => ({
    status: 200,
    body: JSON.stringify({ results: [{ id: told }], items: [{ log_id: told }], events: [{ id: told }] }),
  }),
  // Messages are cut: what is left of a secret there is hidden too.
  ...Object.fromEntries(
    [286, 290, 294].map((at) => [
      `cut at ${at}`,
      (): Answer => ({ status: 400, body: JSON.stringify({ errors: [{ message: "x".repeat(at) + CANARY }] }) }),
    ]),
  ),
  elsewhere: (told) => ({
    status: 302,
    body: "",
    headers: { location: `http://127.0.0.1:9/${encodeURIComponent(told)}` },
  }),
};

let answer: (told: string) => Answer;
let server: SourceServer;
let sockets: WebSocketServer;
beforeAll(async () => {
  server = await SourceServer.start((request) => answer(toldBack(request)));
  sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  sockets.on("connection", (socket, request) => {
    socket.on("message", (data: Buffer) => {
      const { requestId } = JSON.parse(data.toString()) as { requestId: string };
      const error = `bad ${request.headers.authorization ?? ""} ${"x".repeat(260)} ${CANARY}`;
      socket.send(JSON.stringify({ requestId, success: false, error }));
    });
  });
  await new Promise((resolve) => sockets.once("listening", resolve));
});
afterAll(async () => {
  await server.close();
  sockets.close();
});

/** What a server could know of a request, also what is packed in it. */
function toldBack({ headers, body, url }: Served): string {
  const given = [...Object.values(headers), body, url.href].join(" ");
  const basic = /Basic (\S+)/.exec(given)?.[1] ?? "";
  return `${given} ${Buffer.from(basic, "base64").toString("utf8")}`;
}

const connections = () => ({
  erp: { kind: "pigello", url: server.url, headers: PIGELLO_HEADERS },
  cms: { kind: "contember", url: server.url, project: "blog" },
  pim: { kind: "akeneo", url: server.url, pim: server.url, clientId: "client", username: "user" },
  token: { kind: "akeneo", url: server.url, pim: server.url, clientId: "client" },
  oc: { kind: "opencontent", url: server.url, username: "user" },
  bearer: { kind: "opencontent", url: server.url, tokenUrl: `${server.url}/token`, clientId: "client" },
  cb: { kind: "codebolt", url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}` },
});

/** Everything that can be seen of runs over a connection, as one text. */
async function everythingOf(name: string, log: string): Promise<string> {
  const seen: unknown[] = [];
  const asked: string[] = [];
  const { engine } = remoteEngine({
    connections: connections(),
    now: 1_704_153_600_000_000n,
    ports: {
      secrets: {
        get: async ({ name: secret }) => {
          asked.push(secret);
          return CANARY;
        },
      },
    },
  });
  const catalog = catalogOf(Object.entries(connections()).map(([n, { kind }]) => ({ name: n, kind, connected: true })));
  for (const text of [`from ${name}.${log} latest 3`, `from ${name}.${log} during @2023-12-01 fetch current`]) {
    const { bound } = readText(text, catalog, { timeZone: "UTC", now: 1_704_153_600_000_000n });
    const [query] = bound.queries;
    if (!query?.query) continue;
    const request = { query, parameters: [], given: new Map(), timeZone: "UTC" };
    const status = (waiting: unknown) => void seen.push(waiting);
    seen.push(await ran(engine, query.query, { status, cancellation: neverCancelled }).catch(toFailure));
    seen.push(await engine.explain(request).catch(toFailure), await engine.cacheKey(request).catch(toFailure));
  }
  seen.push(await engine.testConnection(name, neverCancelled), await engine.connectionList());
  expect(asked.length).toBeGreaterThan(0);
  return JSON.stringify(seen, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value instanceof Json ? printJson(value.tree) : value,
  );
}

const LOGS = {
  erp: "eventlog",
  cms: "events",
  pim: "logs",
  token: "logs",
  oc: "eventlog",
  bearer: "eventlog",
} as const;

for (const [name, log] of Object.entries(LOGS))
  test(`whatever a server tells back, nothing of ${name} shows a secret`, async () => {
    for (const [how, made] of Object.entries(ANSWERS)) {
      answer = made;
      server.forget();
      const seen = await everythingOf(name, log);
      expect(server.requests.length, how).toBeGreaterThan(0);
      expect(toldBack(server.requests[0] as Served), how).toContain(CANARY.slice(0, 6));
      for (const form of FORMS) expect(seen.includes(form), `${how}: ${form} in ${seen}`).toBe(false);
      expect(seen.includes(BASE64), `${how}: base64 in ${seen}`).toBe(false);
      expect(seen, how).not.toMatch(/canary/);
    }
  });

test("nor does a server of frames", async () => {
  expect(await everythingOf("cb", "app")).not.toMatch(/canary/);
});
