import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandLine } from "../support/cli.ts";
import { ServeClient, serveStore, statusOf } from "../support/servedStore.ts";
import type { ServedStore } from "../support/servedStore.ts";

const cli = new CommandLine();
let served: ServedStore;
let client: ServeClient;
const withToken = () => `${served.url}?id=test&token=s3cret`;

beforeAll(async () => {
  served = await serveStore(cli, ["--store", "store", "--token", "s3cret", "--allow-origin", "http://localhost:3000"]);
  client = await ServeClient.open(withToken());
}, 60_000);

afterAll(async () => {
  served.process.kill("SIGKILL");
  await served.ended;
  cli.remove();
});

describe("the nine operations", () => {
  test("instances are made, told, changed and deleted; their id is the log's name", async () => {
    const made = await client.ask("createInstance", { name: "jobs", description: "what ran" });
    expect(made).toEqual({
      type: "eventLog.createInstance",
      requestId: expect.any(String),
      success: true,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        instance: {
          id: "jobs",
          name: "jobs",
          description: "what ran",
          createdAt: expect.any(String),
          updatedAt: expect.any(String),
        },
      },
    });
    expect(await client.ask("createInstance", { name: "jobs" })).toMatchObject({
      success: false,
      data: null,
      error: 'log.exists: The store has a log "jobs" already.',
      message: "Choose another name.",
    });
    await client.ask("updateInstance", { instanceId: "jobs", name: "work", description: "still" });
    const got = await client.ask("getInstance", { instanceId: "work" });
    expect(got.data).toMatchObject({ instance: { id: "work", description: "still" } });
    const listed = await client.ask("listInstances");
    expect(listed.data).toMatchObject({ instances: [{ id: "work" }] });
    expect((await client.ask("deleteInstance", { instanceId: "work" })).success).toBe(true);
    expect((await client.ask("getInstance", { instanceId: "work" })).error).toContain("log.unknown");
  });

  test("events are appended in both spellings, with what the log gave to them, and counted", async () => {
    expect((await client.ask("appendEvent", { instanceId: "app", eventType: "a" })).error).toContain("log.unknown");
    const one = await client.ask("appendEvent", {
      instanceId: "app",
      streamId: "s",
      eventType: "a",
      payload: { n: 1 },
      metadata: { by: "test" },
      autoCreateInstance: true,
    });
    expect(one.data).toEqual({
      event: {
        id: expect.any(String),
        instanceId: "app",
        stream_id: "s",
        event_type: "a",
        payload: { n: 1 },
        metadata: { by: "test" },
        timestamp: expect.any(String),
        sequence_number: 1,
      },
    });
    const two = await client.ask("appendEvents", {
      instanceId: "app",
      events: [
        { stream_id: "s", event_type: "b", payload: { n: 2 } },
        { streamId: "t", eventType: "b", payload: { n: 3 } },
      ],
    });
    expect(two.data).toMatchObject({
      count: 2,
      events: [
        { stream_id: "s", sequence_number: 2 },
        { stream_id: "t", sequence_number: 1 },
      ],
    });
    const refused = await client.ask("appendEvents", {
      instanceId: "app",
      events: [{ eventType: "c" }, { payload: 1 }],
    });
    expect(refused.error).toContain("event.invalid: Event 2 has no event_type");
    expect((await client.ask("getInstanceStats", { instanceId: "app" })).data).toEqual({
      instanceId: "app",
      name: "app",
      eventCount: 3,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
  });

  test("core queries are run by the engine: events, selected fields, pages, aggregates", async () => {
    const query = async (more: object) =>
      (await client.ask("queryEvents", { query: { from: { instance: "app" }, ...more } })).data?.["result"];
    const where = [{ field: "payload.n", operator: "gte", value: 2 }];
    expect(await query({ where, orderBy: { field: "payload.n", direction: "asc" } })).toMatchObject({
      events: [
        { instanceId: "app", stream_id: "s", event_type: "b", payload: { n: 2 }, metadata: null, sequence_number: 2 },
        { payload: { n: 3 } },
      ],
      total: 2,
    });
    const paged = { select: ["payload.n"], orderBy: { field: "payload.n", direction: "desc" }, limit: 1, offset: 1 };
    expect(await query(paged)).toEqual({ events: [{ "payload.n": 2 }], total: 3, limit: 1, offset: 1 });
    expect(await query({ reduce: { type: "sum", field: "payload.n" } })).toEqual({ aggregation: 6, total: 1 });
    expect(await query({ reduce: { type: "count", groupBy: ["event_type"] } })).toEqual({
      aggregation: [
        { event_type: "a", count: 1 },
        { event_type: "b", count: 2 },
      ],
      total: 2,
    });
    const later = { field: "timestamp", operator: "gt", value: Date.now() + 60_000 };
    expect(await query({ where: [later] })).toEqual({ events: [], total: 0 });
    expect(await query({ where: [{ ...later, operator: "lt" }] })).toMatchObject({ total: 3 });
  });

  test("a query that is none is refused, and so is one of a log that is not there", async () => {
    const error = async (query: unknown) => (await client.ask("queryEvents", { query })).error;
    expect(await error({ from: { instance: "app" }, colour: 1 })).toContain("query.invalid");
    expect(await error({ from: { instance: "nothing" } })).toContain("log.unknown");
    expect(
      await error({
        from: { instance: "app" },
        reduce: { type: "count" },
        orderBy: { field: "timestamp", direction: "asc" },
      }),
    ).toContain("query.invalid: The query cannot be run: it orders by timestamp");
  });

  test("integers keep their digits, and __proto__ is a key like any other", async () => {
    client.socket.send(
      '{"type":"eventLog.appendEvent","requestId":"x","params":{"instanceId":"app","eventType":"wide","payload":{"n":9223372036854775807,"__proto__":{"a":1}}}}',
    );
    const text = await new Promise<string>((resolve) =>
      client.socket.once("message", (data) => resolve((data as Buffer).toString("utf8"))),
    );
    expect(text).toContain('"payload":{"n":9223372036854775807,"__proto__":{"a":1}}');
  });
});

describe("what is no request", () => {
  const answerTo = async (text: string | Buffer) => {
    const other = await ServeClient.open(withToken());
    other.socket.send(text);
    while (other.unasked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    other.socket.close();
    return other.unasked[0];
  };

  test.each([
    ["The frame is not JSON", "{"],
    ["The frame is not JSON", "[".repeat(100_000)],
    ["The frame is no JSON object", "[]"],
    ["The frame is no JSON object", '"x"'],
    ["The frame has no type", "{}"],
    ["The frame has no requestId", '{"type":"eventLog.listInstances"}'],
    ["The frame's type is no text", '{"type":7}'],
    ["The frame's requestId is no text", '{"type":"eventLog.listInstances","requestId":7}'],
    ["The frame is binary", Buffer.from('{"type":"eventLog.listInstances","requestId":"1"}')],
    ["The frame's params are no object", '{"type":"eventLog.listInstances","requestId":"1","params":[]}'],
    ["There is no request of the type", '{"type":"eventLog.__proto__","requestId":"1"}'],
    ["params.instanceId is no text", '{"type":"eventLog.getInstance","requestId":"1","params":{"instanceId":7}}'],
    ["params.events is no list", '{"type":"eventLog.appendEvents","requestId":"1","params":{"instanceId":"app"}}'],
  ])("is answered: %s", async (error, text) => {
    expect(await answerTo(text)).toMatchObject({ success: false, data: null, error: expect.stringContaining(error) });
  });

  test("a name of an instance is text and never a path", async () => {
    expect(await client.ask("createInstance", { name: "../../x" })).toMatchObject({ success: true });
    expect(await client.ask("deleteInstance", { instanceId: "../../x" })).toMatchObject({ success: true });
    expect((await client.ask("deleteInstance", { instanceId: "." })).error).toContain("log.unknown");
  });

  test("a frame that is too large ends the connection", async () => {
    const other = await ServeClient.open(withToken());
    other.socket.send("x".repeat(17 * 1024 * 1024));
    expect(await other.closed).toBe(1009);
  });
});

describe("whoever may not is refused", () => {
  const headers = (more: Record<string, string>) => ({ headers: more });

  test("without the token, or with a wrong one", async () => {
    expect(await statusOf(served.url)).toBe(401);
    expect(await statusOf(`${served.url}?token=s3cre`)).toBe(401);
    expect(await statusOf(`${served.url}?token=s3cret2`)).toBe(401);
    expect(await statusOf(served.url, headers({ authorization: "Bearer wrong" }))).toBe(401);
    expect(await statusOf(served.url, headers({ authorization: "Bearer s3cret" }))).toBe(101);
    expect(await statusOf(withToken().replace("/codebolt", "/other"))).toBe(404);
  });

  test("a web page of another origin, even with the token", async () => {
    expect(await statusOf(withToken(), { origin: "https://evil.example" })).toBe(403);
    expect(await statusOf(withToken(), { origin: "null" })).toBe(403);
    expect(await statusOf(served.url, { origin: "http://localhost:3000" })).toBe(401);
    expect(await statusOf(withToken(), { origin: "http://localhost:3000" })).toBe(101);
  });

  test("a name that only resolves to this machine (DNS rebinding)", async () => {
    const { port } = new URL(served.url);
    for (const host of [`evil.example:${port}`, "127.0.0.1", "127.0.0.1:1", `127.0.0.1.evil.example:${port}`])
      expect([host, await statusOf(withToken(), headers({ host }))]).toEqual([host, 403]);
    expect(await statusOf(withToken(), headers({ host: `localhost:${port}` }))).toBe(101);
  });

  test("with --no-token programs are let in and web pages are not", async () => {
    const open = await serveStore(cli, ["--store", "open", "--no-token"]);
    expect(await statusOf(open.url)).toBe(101);
    expect(await statusOf(open.url, { origin: "http://localhost:3000" })).toBe(403);
    expect(open.said).toEqual({ out: `listening ${open.url}\n`, err: "" });
    open.process.kill("SIGTERM");
    expect(await open.ended).toBe(0);
  }, 60_000);
});

test("a query that takes for ever holds up no append", async () => {
  writeFileSync(join(cli.folder, "one.ndjson"), '{"type":"a"}\n');
  await cli.run(["import", "one.ndjson", "--into", "gated", "--type", "type", "--store", "busy"]);
  const busy = await serveStore(cli, ["--store", "busy", "--no-token"]);
  const [asking, appending] = await Promise.all([ServeClient.open(busy.url), ServeClient.open(busy.url)]);
  // The thread of queries waits for whoever opens the other end; and then finds that this is no journal.
  const journal = join(cli.folder, "busy/logs/gated/journal");
  const gate = join(journal, readdirSync(journal)[0] ?? "");
  rmSync(gate);
  execFileSync("mkfifo", [gate]);
  const answered: string[] = [];
  const asked = asking.ask("queryEvents", { query: { from: { instance: "gated" } } }).then(({ success }) => {
    answered.push(`query: ${success}`);
  });
  for (let n = 0; n < 8; n++) {
    const event = { instanceId: "app", eventType: "b", autoCreateInstance: true };
    const { success } = await appending.ask("appendEvent", event);
    answered.push(`append: ${success}`);
  }
  const opened = await open(gate, "w");
  await asked;
  await opened.close();
  expect(answered).toEqual([...Array<string>(8).fill("append: true"), "query: false"]);
  const count = { from: { instance: "app" }, reduce: { type: "count" } };
  expect((await asking.ask("queryEvents", { query: count })).data).toMatchObject({ result: { aggregation: 8 } });
  busy.process.kill("SIGTERM");
  expect(await busy.ended).toBe(0);
}, 60_000);

test("a token that nobody gave is made and said on standard error; a port that is taken is an error", async () => {
  const other = await serveStore(cli, ["--store", "other"]);
  while (!other.said.err.includes("\n")) await new Promise((resolve) => setTimeout(resolve, 5));
  const [, token = ""] = /^token (\S{20,})\n$/.exec(other.said.err) ?? [];
  expect(await statusOf(`${other.url}?token=${token}`)).toBe(101);
  const { port } = new URL(other.url);
  expect(await cli.run(["serve", "--port", port, "--store", "other"])).toMatchObject({
    code: 3,
    out: "",
    err: expect.stringContaining(`serve.failed: Port ${port} is taken`),
  });
  other.process.kill("SIGINT");
  expect(await other.ended).toBe(0);
}, 60_000);

test("when it stops, what was begun is answered first", async () => {
  const other = await serveStore(cli, ["--store", "stopping", "--token", "t"]);
  const asking = await ServeClient.open(`${other.url}?token=t`);
  const answers = Array.from({ length: 20 }, (_, n) =>
    asking.ask("appendEvent", { instanceId: "app", eventType: "a", payload: { n }, autoCreateInstance: true }).then(
      ({ success }) => (success ? [n] : []),
      () => [],
    ),
  );
  await answers[0];
  other.process.kill("SIGTERM");
  const acknowledged = (await Promise.all(answers)).flat();
  expect(await asking.closed).toBe(1001);
  expect(await other.ended).toBe(0);
  const { out } = await cli.run(["run", "-", "--store", "stopping", "--format", "ndjson"], {
    input: "from local.app select payload.n as n",
  });
  const kept = out.trimEnd().split("\n").map((line) => (JSON.parse(line) as { n: number }).n); // prettier-ignore
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(kept).toEqual(expect.arrayContaining(acknowledged));
}, 60_000);
