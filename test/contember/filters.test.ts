import { beforeAll, describe, expect, inject, test } from "vitest";
import { formatInstant } from "../../server/src/base/instant.ts";
import type { Json } from "../../server/src/base/value.ts";
import { evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import type { Event } from "../../server/src/query/event.ts";
import { EVENT_FIELDS } from "../../server/src/query/event.ts";
import { createProject } from "../servers/contember/project.ts";
import type { ContemberProject } from "../servers/contember/project.ts";
import { cmsQuery } from "../support/cmsQuery.ts";
import { ran } from "../support/engine.ts";
import { checkLaw } from "../support/sourceLaw.ts";
import { argsOf, cms, history } from "./cms.ts";

let project: ContemberProject;
let events: readonly Event[];
let article: string;
let tag: string;

beforeAll(async () => {
  project = await createProject(inject("contember"), "filters");
  const made = await project.change({
    a: 'createArticle(data: { slug: "a", title: "First", status: "draft", views: 1, price: 0.1, meta: { deep: [1, { x: null }] } })',
    b: 'createArticle(data: { slug: "b", title: "It\'s \\"b\\"", status: "draft", tags: [{ create: { slug: "news" } }] })',
  });
  article = made["a"] ?? "";
  await project.change({ u: `updateArticle(by: { id: "${article}" }, data: { status: "published", views: 2 })` });
  await project.change(
    { u: `updateArticle(by: { id: "${article}" }, data: { views: 3 })` },
    inject("contember").rootToken,
  );
  await project.change({ u: `updateArticle(by: { slug: "b" }, data: { title: null })` });
  await project.change({ u: `updateArticle(by: { id: "${article}" }, data: { status: "archived" })` });
  // Nothing changes, so nothing is logged.
  await project.change({ u: `updateArticle(by: { id: "${article}" }, data: { status: "archived" })` });
  await project.change({ d: 'deleteArticle(by: { slug: "b" })' });
  await project.sql("UPDATE stage_live.tag SET slug = 'by hand'");
  events = await history(project);
  tag = events.find(({ entity_type }) => entity_type === "tag")?.entity_id ?? "";
});

/** Runs a query, compares it with what it means over the whole history, and gives what was sent. */
async function run(
  clauses: string,
): Promise<{ readonly filter: unknown; readonly rows: number; readonly notes: string }> {
  const { engine, sent } = cms(project);
  const query = cmsQuery(`from cms.events ${clauses}`);
  await checkLaw(engine, query, events);
  const first = sent[0];
  const { rows, notes } = await ran(engine, query);
  return {
    filter: first && argsOf(first)["filter"],
    rows: rows.length,
    notes: notes
      .filter(({ clause }) => clause === "where")
      .map(({ code }) => code)
      .join(" "),
  };
}

test("the history is what was done", () => {
  const lines = events.toReversed().map(({ event_type, entity_type }) => `${event_type} ${entity_type}`);
  expect(lines.toSorted()).toEqual(
    [
      "CREATE article",
      "CREATE article",
      "CREATE tag",
      "CREATE article_tags",
      "UPDATE article",
      "UPDATE article",
      "UPDATE article",
      "UPDATE article",
      "DELETE article_tags",
      "DELETE article",
      "UPDATE tag",
    ].toSorted(),
  );
});

describe("what is asked of Contember", () => {
  test("types", async () => {
    expect(await run('where type = "UPDATE"')).toEqual({
      filter: { types: ["UPDATE"] },
      rows: 5,
      notes: "ran-at-source",
    });
    expect(await run('where type in ("CREATE", "DELETE")')).toMatchObject({
      filter: { types: ["CREATE", "DELETE"] },
      rows: 6,
    });
    expect(await run('where type in ("CREATE", "DELETE") and type = "DELETE"')).toMatchObject({
      filter: { types: ["DELETE"] },
      rows: 2,
    });
  });

  test("types that this engine does not know are tested here, for it would refuse them", async () => {
    expect(await run('where type = "TRUNCATE"')).toMatchObject({ filter: undefined, rows: 0 });
    expect(await run('where type in ("TRUNCATE", "DELETE")')).toMatchObject({ filter: undefined, rows: 2 });
  });

  test("tables", async () => {
    expect(await run('where table_name = "article"')).toMatchObject({ filter: { tables: ["article"] }, rows: 7 });
    expect(await run('where tableName in ("tag", "no such table")')).toMatchObject({ rows: 2, notes: "ran-at-source" });
    expect(await run('where table_name = "Article"')).toMatchObject({ filter: { tables: ["Article"] }, rows: 0 });
  });

  test("rows, by table and key", async () => {
    expect(await run(`where table_name = "article" and entity_id = "${article}"`)).toEqual({
      filter: { rows: [{ tableName: "article", primaryKey: [article] }] },
      rows: 4,
      notes: "ran-at-source ran-here-again",
    });
    expect(await run(`where entity_id = "${article}"`)).toMatchObject({ filter: undefined, rows: 4 });
    const joined = events.find(({ entity_type }) => entity_type === "article_tags")?.entity_id ?? "";
    expect(joined).toContain(tag);
    expect(await run(`where table_name in ("article", "article_tags") and entity_id = "${joined}"`)).toMatchObject({
      rows: 2,
    });
    expect(
      await run('where table_name = "article" and entity_id in ("1", "5.0", "12345678901234567", "x,y,z", ",")'),
    ).toMatchObject({ rows: 0 });
  });

  test("transactions and identities", async () => {
    const raw = (name: string) => events.map((event) => JSON.parse((event.raw as Json).text)[name] as string);
    const [transaction = ""] = raw("transactionId").slice(-1);
    expect(await run(`where transaction_id = "${transaction}"`)).toMatchObject({
      filter: { transactions: [transaction] },
      rows: 4,
      notes: "ran-at-source",
    });
    const identities = [...new Set(raw("identityId"))];
    expect(identities.length).toBe(3);
    for (const identity of identities) {
      const own = raw("identityId").filter((id) => id === identity).length;
      expect(await run(`where identityId = "${identity}"`)).toMatchObject({
        filter: { identities: [identity] },
        rows: own,
      });
    }
    expect(
      await run('where identity_id = "00000000-0000-0000-0000-000000000000" and actor = "(unknown)"'),
    ).toMatchObject({ rows: 1 });
  });

  test("createdAt, in which a commit lies apart", async () => {
    const created = events
      .map(({ sequence_number }) => (sequence_number ?? 0n) * 1000n)
      .toSorted((a, b) => Number(a - b));
    const [middle = 0n] = created.slice(5);
    const at = `@${formatInstant(middle)}`;
    for (const operator of ["=", "<", "<=", ">", ">="]) {
      const { filter, notes } = await run(`where created_at ${operator} ${at}`);
      expect(filter).toHaveProperty("createdAt");
      expect(notes).toBe("ran-at-source");
    }
    await run(`where createdAt between ${at} and @2999`);
    await run(`where created_at != ${at}`);
    await run(`where created_at = "${formatInstant(middle)}"`);
  });
});

describe("what would only earn an internal server error is not sent", () => {
  test.each([
    'transaction_id = "1"',
    'identity_id in ("", "x")',
    'identity_id = "00000000-0000-0000-0000-00000000000G"',
    'table_name = "a\\u0000b"',
    'table_name = "\\ud800"',
    'table_name = "article" and entity_id = "\\u0000"',
    "applied_at > @2024 and applied_at < @2023",
  ])("%s", async (test) => {
    const { engine, sent } = cms(project);
    const found = await ran(engine, cmsQuery(`from cms.events where ${test}`));
    expect(found).toMatchObject({ rows: [], completeness: { verdict: "complete" } });
    expect(sent.every((request) => !JSON.stringify(argsOf(request)).includes("\\u0000"))).toBe(true);
  });

  test("nor are times that no calendar of the engine has", async () => {
    await run("where applied_at >= @0001 and applied_at <= @9999");
    await run("where applied_at < @9999-12-31T23:59:59.999Z + 900000d");
    await run("where applied_at > @0001-01-01 - 900000d");
  });
});

describe("values before", () => {
  test("are only asked for where something looks at them", async () => {
    const asked = async (clauses: string) => {
      const { engine, sent } = cms(project);
      await checkLaw(engine, cmsQuery(`from cms.events ${clauses}`), events);
      return sent.every(({ body }) => (body ?? "").includes("oldValues"));
    };
    expect(await asked("")).toBe(true);
    expect(await asked("select old.status")).toBe(true);
    expect(await asked("select new.status")).toBe(true);
    expect(await asked('where became(status) = "archived" select id')).toBe(true);
    expect(await asked("where changed(views) reduce count()")).toBe(true);
    expect(await asked("select id, payload")).toBe(false);
    expect(await asked("reduce count() by event_type")).toBe(false);
    expect(await asked('where payload.status = "archived" select timestamp, actor')).toBe(false);
  });

  test("are folded from the events before, and labelled so", async () => {
    const { engine } = cms(project);
    const query = cmsQuery(
      'from cms.events where type = "UPDATE" and table_name = "article" and became(status) = "archived"',
    );
    const { rows, notes } = await ran(engine, query);
    expect(rows.length).toBe(1);
    const cell = (name: "old" | "new" | "payload") =>
      JSON.parse((rows[0]![EVENT_FIELDS.indexOf(name)] as Json).text) as unknown;
    expect(cell("payload")).toEqual({ status: "archived" });
    expect(cell("old")).toMatchObject({ status: "published" });
    expect(cell("new")).toMatchObject({ ...(cell("old") as object), status: "archived" });
    expect(notes.map(({ message }) => message).join(" ")).toContain("old is reconstructed");
    const without = await ran(engine, cmsQuery('from cms.events where type = "CREATE"'));
    expect(without.notes.map(({ message }) => message).join(" ")).not.toContain("reconstructed");
  });
});

describe("the examples of the language reference", () => {
  test("the last created articles", async () => {
    const query = cmsQuery('from cms.events where type = "CREATE" and table_name = "article" latest 100');
    await checkLaw(cms(project).engine, query, events);
    expect(evaluate(query, () => events, { timeZone: "UTC" }).table.rows.length).toBe(2);
  });

  test("who archived what", async () => {
    const { rows, columns } = await ran(
      cms(project).engine,
      cmsQuery(
        'from cms.events where type = "UPDATE" and table_name = "article" and became(status) = "archived" diff limit 50',
      ),
    );
    const changes = rows[0]?.[columns.findIndex(({ name }) => name === "changes")];
    expect(JSON.parse((changes as Json).text)).toEqual([
      { path: "status", kind: "changed", before: "published", after: "archived" },
    ]);
  });
});
