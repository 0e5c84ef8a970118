import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HttpRequest, Transport } from "../../server/src/base/ports.ts";
import { formatInstant } from "../../server/src/base/instant.ts";
import { Instant, Json } from "../../server/src/base/value.ts";
import { checkText } from "../../server/src/evq.ts";
import type { Query } from "../../server/src/query/query.ts";
import { ground } from "../../server/src/query/ground.ts";
import { PIGELLO_HEADERS } from "../servers/sources/pigello.ts";
import { ran } from "../support/engine.ts";
import { remoteEngine } from "../support/remote.ts";

const folder = join(import.meta.dirname, "sources");
const url = "https://erp.example.com/api";

const SETTINGS: Readonly<Record<string, object>> = {
  pigello: { url, headers: PIGELLO_HEADERS },
  akeneo: { url, pim: "https://pim.example.com", clientId: "client-1" },
  opencontent: { url, username: "evq" },
  codebolt: { url: "wss://erp.example.com" },
};

/** A page without events, which is the last one everywhere. */
const NOTHING: Readonly<Record<string, string>> = {
  pigello: '{"results":[]}',
  akeneo: '{"items":null}',
  opencontent: '{"events":[]}',
  codebolt: '{"success":true,"data":{"result":{"events":[]}}}',
};

const kinds = Object.keys(SETTINGS);
const filesOf = (pattern: string) => kinds.flatMap((kind) => globSync(`${kind}/${pattern}`, { cwd: folder }).toSorted());

function read(text: string, kind: string): Query {
  const settings = { timeZone: "UTC", now: 1_705_363_200_000_000n };
  const [query] = checkText(text, [{ name: "erp", kind, connected: true }], settings).bound.queries;
  if (!query?.query) throw new Error(`${text} does not bind`);
  return ground(query.query, { parameters: new Map(), ...settings });
}

/** Answers the first request with a page, all others with none; what is sent is kept. */
function transportOf(kind: string, page: string, sent: string[]): Transport {
  const pages = [page];
  const next = () => pages.shift() ?? NOTHING[kind] ?? "";
  return {
    send: async (request) => {
      sent.push(httpText(request));
      return { status: 200, headers: {}, body: next() };
    },
    connect: async ({ url: address, headers }) => {
      const replies: string[] = [];
      sent.push(headText(`CONNECT ${address.replace(/id=evq-[0-9a-f-]{36}/, "id=evq-UUID")}`, headers));
      return {
        send: async (text) => {
          const { requestId, ...frame } = JSON.parse(text) as Record<string, unknown>;
          sent.push(`${JSON.stringify({ ...frame, requestId: "UUID" }, undefined, 2)}\n`);
          replies.push(`{"requestId":${JSON.stringify(requestId)},${next().slice(1)}`);
        },
        receive: async () => replies.shift(),
        close: () => {},
      };
    },
  };
}

function headText(first: string, headers: Readonly<Record<string, string>>): string {
  return `${[first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join("\n")}\n`;
}

function httpText({ method, url: address, headers, body }: HttpRequest): string {
  return headText(`${method} ${address}`, headers) + (body === undefined ? "" : `\n${body}\n`);
}

function engineFor(kind: string, page: string, sent: string[]) {
  return remoteEngine({
    connections: { erp: { kind, ...SETTINGS[kind] } },
    secrets: { "erp.secret": "the secret" },
    ports: { transport: transportOf(kind, page, sent) },
  }).engine;
}

test("there are golden files to look at", () => {
  expect([filesOf("requests/*.evq").length, filesOf("answers/*.json").length]).toEqual([8, 4]);
});

test.each(filesOf("requests/*.evq"))("what is asked first: %s", async (file) => {
  const [kind = ""] = file.split("/");
  const sent: string[] = [];
  await ran(engineFor(kind, NOTHING[kind] ?? "", sent), read(readFileSync(join(folder, file), "utf8"), kind));
  const first = sent.slice(0, kind === "codebolt" ? 2 : 1);
  await expect(first.join("\n")).toMatchFileSnapshot(join(folder, file.replace(/evq$/, "http")));
});

test.each(filesOf("answers/*.json"))("what is read: %s", async (file) => {
  const [kind = ""] = file.split("/");
  const log = { pigello: "eventlog", akeneo: "logs", opencontent: "eventlog" }[kind] ?? "app";
  const engine = engineFor(kind, readFileSync(join(folder, file), "utf8"), []);
  const { columns, rows, completeness } = await ran(engine, { from: [{ kind: "log", connection: "erp", log }] });
  const events = rows.map((row) =>
    columns.flatMap(({ name }, i) => (row[i] === null ? [] : [`${name}: ${cellOf(row[i])}\n`])).join(""),
  );
  const text = [...events, `${completeness.verdict}\n`].join("\n");
  await expect(text).toMatchFileSnapshot(join(folder, file.replace(/json$/, "txt")));
});

function cellOf(value: unknown): string {
  if (value instanceof Instant) return formatInstant(value.micros);
  return value instanceof Json ? value.text : String(value);
}
