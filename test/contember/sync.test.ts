import { existsSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createProject } from "../servers/contember/project.ts";
import type { ContemberProject } from "../servers/contember/project.ts";
import { CommandLine } from "../support/cli.ts";
import { history } from "./cms.ts";

/** Transactions of the content API, and changes in each. */
const [TRANSACTIONS, SIZE] = [20, 100];

const cli = new CommandLine();
const file = (name: string) => join(cli.folder, name);
let project: ContemberProject;
let articles: readonly string[] = [];
/** Requests that reached the engine through the address that the command line knows. */
let requests = 0;
const counting = createServer((incoming, answer) => {
  requests++;
  const { method = "POST", url = "/", headers } = incoming;
  const onward = request(inject("contember").url + url, { method, headers }, (found) => {
    answer.writeHead(found.statusCode ?? 500, found.headers);
    found.pipe(answer);
  });
  onward.on("error", () => answer.destroy());
  incoming.pipe(onward);
});

beforeAll(async () => {
  project = await createProject(inject("contember"), "sync");
  await new Promise<void>((resolve) => counting.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(counting.address() as AddressInfo).port}`;
  const connection = { kind: "contember", url, project: project.slug, pageSize: 200, secret: { env: "CMS_TOKEN" } };
  writeFileSync(file("connections.json"), JSON.stringify({ connections: { cms: connection } }));
  writeFileSync(file("keep.evq"), 'from cms.events\nsince checkpoint "archive"\ninto local.cms\n');
  writeFileSync(file("print.evq"), 'from cms.events\nsince checkpoint "printed"\nselect id, type\n');
  for (let at = 0; at < TRANSACTIONS; at++) articles = [...articles, ...(await createArticles(at))];
  // So long ago that the overlap of a later sync does not reach them.
  await project.sql("UPDATE system.stage_transaction SET applied_at = applied_at - interval '1 hour'");
});
afterAll(() => {
  counting.close();
  cli.remove();
});

async function createArticles(transaction: number): Promise<readonly string[]> {
  const create = (n: number) => `createArticle(data: { slug: "a-${transaction}-${n}", status: "draft" })`;
  return Object.values(
    await project.change(Object.fromEntries(Array.from({ length: SIZE }, (_, n) => [`a${n}`, create(n)]))),
  );
}

const archive = (ids: readonly string[]) =>
  project.change(
    Object.fromEntries(
      ids.map((id, n) => [`u${n}`, `updateArticle(by: { id: "${id}" }, data: { status: "archived" })`]),
    ),
  );

const options = () => ["--store", file("store"), "--connections", file("connections.json")];
const evq = (words: readonly string[], input = "") =>
  cli.run([...words, ...options()], { input, environment: { CMS_TOKEN: project.editor } });

async function keptIds(): Promise<readonly string[]> {
  const { out } = await evq(["run", "-", "--format", "ndjson"], "from local.cms where source != '' select id");
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { readonly id: string }).id);
}

test("thousands of changes reach a local log once, while more are made and the process is killed in between", async () => {
  const words = ["sync", file("keep.evq"), ...options()];
  const first = await cli.spawn(words, { CMS_TOKEN: project.editor });
  const killed = new Promise((resolve) => first.on("close", resolve));
  const changes = [0, 1, 2, 3].map((at) => archive(articles.slice(at * SIZE, (at + 1) * SIZE)));
  await expect.poll(() => existsSync(join(file("store"), "logs"))).toBe(true);
  first.kill("SIGKILL");
  await killed;
  expect((await evq(["sync", file("keep.evq")])).code).toBe(0);
  await Promise.all(changes);
  await archive(articles.slice(4 * SIZE, 5 * SIZE));
  // What was committed within the settle time is the next sync's.
  const expected = (await history(project)).map(({ id }) => `cms:${id}`).toSorted();
  expect(expected).toHaveLength((TRANSACTIONS + 5) * SIZE);
  await expect
    .poll(async () => {
      expect((await evq(["sync", file("keep.evq")])).code).toBe(0);
      return (await keptIds()).toSorted();
    })
    .toEqual(expected);
});

test("a sync with nothing new reads the overlap alone, and tells where it stands", async () => {
  await new Promise((resolve) => setTimeout(resolve, 2500)); // the settle time
  await evq(["sync", file("keep.evq")]);
  requests = 0;
  const { code, err } = await evq(["sync", file("keep.evq")]);
  expect(code).toBe(0);
  // The changes to five hundred articles lie within the overlap: three pages, and five commits at which one may end.
  expect(requests).toBeLessThanOrEqual(8);
  expect(err).toContain("local.cms: 0 appended");
  const listed = await cli.run(["checkpoints", "--format", "json", "--store", file("store")]);
  expect(JSON.parse(listed.out)).toMatchObject([{ name: "archive", source: "cms.events", place: "cms", gaps: 0 }]);
});

test("printed rows come once, and again where the output was closed before their end", async () => {
  const closed = await cli.run(["sync", file("print.evq"), ...options()], {
    environment: { CMS_TOKEN: project.editor },
    readsNoMoreThan: 100,
  });
  expect(closed.code).not.toBe(0);
  const { code, out } = await evq(["sync", file("print.evq"), "--format", "ndjson"]);
  expect(code).toBe(0);
  expect(new Set(out.trim().split("\n")).size).toBe((TRANSACTIONS + 5) * SIZE);
  expect(await evq(["sync", file("print.evq")])).toMatchObject({ code: 0, out: "" });
});

test("the questions of the language reference are answered", async () => {
  const created = await evq(
    ["run", "-", "--format", "ndjson"],
    "from cms.events\nwhere type = 'CREATE' and table_name = 'article'\nlatest 100\n",
  );
  expect(created.code).toBe(0);
  const rows = created.out.trim().split("\n");
  expect(rows).toHaveLength(100);
  expect(rows.every((row) => row.includes(`"a-${TRANSACTIONS - 1}-`))).toBe(true);
  const archived = await evq(
    ["run", "-", "--format", "json"],
    "from cms.events\nwhere type = 'UPDATE' and table_name = 'article' and became(status) = 'archived'\ndiff\nlimit 50\n",
  );
  expect(archived.code).toBe(0);
  expect(archived.out.match(/"before": ?"draft"/g)).toHaveLength(50);
});
