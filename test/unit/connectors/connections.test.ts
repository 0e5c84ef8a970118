import { join } from "node:path";
import { expect, test } from "vitest";
import { REMOTE_KINDS } from "../../../server/src/connectors/registry.ts";
import { readConnections } from "../../../server/src/connectors/settings/file.ts";
import { SOURCE_KINDS } from "../../../server/src/query/kinds.ts";
import { checkout } from "../../host/checkout.ts";
import { connectionsSchema } from "../../support/connectionsSchema.ts";

const pigello = { kind: "pigello", url: "https://api.pigello.io", headers: {}, secret: { env: "ERP_SECRET" } };
const read = (connections: object) => readConnections(JSON.stringify({ connections }), REMOTE_KINDS);
const problemsOf = (connection: object) =>
  read({ erp: connection }).connections[0]?.problems.map(({ path, message }) => `${path}: ${message}`);

test("the shipped schema says what the reader reads (npm run unit -- -u writes it)", async () => {
  const schema = `${JSON.stringify(connectionsSchema(REMOTE_KINDS), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot(join(checkout, "media/schemas/connections.schema.json"));
});

test("every kind of connection is a kind that queries know", () => {
  const known = SOURCE_KINDS.map(({ name }) => name);
  expect(Object.keys(REMOTE_KINDS).filter((kind) => !known.includes(kind))).toEqual([]);
  expect(Object.keys(REMOTE_KINDS).length).toBeGreaterThanOrEqual(3);
});

test("a connection is read with its settings and the names of its secrets' variables", () => {
  const { connections, problems } = read({ erp: { ...pigello, pageSize: 100 } });
  expect(problems).toEqual([]);
  expect(connections).toEqual([
    {
      name: "erp",
      kind: "pigello",
      settings: { url: "https://api.pigello.io", headers: {}, pageSize: 100 },
      variables: { secret: "ERP_SECRET" },
      problems: [],
    },
  ]);
});

test("what is wrong is said with its place", () => {
  expect(problemsOf({ ...pigello, ulr: "x" })?.[0]).toMatch(
    /^connections\.erp\.ulr: There is no key ulr here\. There are /,
  );
  expect(problemsOf({ ...pigello, Url: "x" })).toEqual([
    "connections.erp.Url: There is no key Url here. Did you mean url?",
  ]);
  expect(problemsOf({ kind: "pigello", headers: {} })).toEqual(["connections.erp: The key url is missing."]);
  expect(problemsOf({ ...pigello, url: "ftp://x" })).toEqual([
    "connections.erp.url: It must begin with https:// or http://.",
  ]);
  expect(problemsOf({ ...pigello, pageSize: 0 })).toEqual([
    "connections.erp.pageSize: It must be a whole number from 1 to 10000.",
  ]);
  expect(problemsOf({ kind: "oracle" })?.[0]).toMatch(/^connections\.erp\.kind: It must be one of pigello, /);
  expect(readConnections('{\n "connections": {,\n}', REMOTE_KINDS).problems[0]).toMatchObject({ path: "line 2" });
});

test("a secret that is written out is refused and not repeated", () => {
  const canary = "canary-5f1e";
  for (const wrong of [
    { ...pigello, secret: canary },
    { ...pigello, url: `https://user:${canary}@api.pigello.io` },
    { ...pigello, secret: { env: "A", value: canary } },
  ]) {
    const problems = problemsOf(wrong);
    expect(problems?.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain(canary);
  }
});

test("a broken connection leaves the others usable", () => {
  const { connections } = read({ bad: { kind: "pigello" }, erp: pigello, local: pigello });
  expect(connections.map(({ name, problems }) => [name, problems.length > 0])).toEqual([
    ["bad", true],
    ["erp", false],
    ["local", true],
  ]);
});
