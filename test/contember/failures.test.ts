import { beforeAll, describe, expect, inject, test } from "vitest";
import { CancellationSource } from "../../server/src/base/cancellation.ts";
import { EvqError } from "../../server/src/base/failure.ts";
import { createProject } from "../servers/contember/project.ts";
import type { ContemberProject } from "../servers/contember/project.ts";
import { cmsQuery } from "../support/cmsQuery.ts";
import { ran } from "../support/engine.ts";
import { cms, insertArticles } from "./cms.ts";
import type { CmsOptions } from "./cms.ts";

let project: ContemberProject;
beforeAll(async () => {
  project = await createProject(inject("contember"), "failures");
  await insertArticles(project, 500);
});

/** How a run ends that cannot succeed, and how many requests it took. */
async function failure(options: CmsOptions, clauses = ""): Promise<Record<string, unknown>> {
  const { engine, sent } = cms(project, options);
  try {
    await ran(engine, cmsQuery(`from cms.events ${clauses}`));
  } catch (thrown) {
    if (!(thrown instanceof EvqError)) throw thrown;
    const { code, message, wayOut } = thrown;
    return { code, message, wayOut: wayOut?.text, requests: sent.length };
  }
  throw new Error("it did not fail");
}

const said = (text: string) => expect.stringContaining(text) as string;

describe("what Contember refuses is told with a way out, and not asked again", () => {
  test("a token it does not know", async () => {
    const token = "f".repeat(40);
    const told = await failure({ token });
    expect(told).toMatchObject({ code: "source.unauthorized", message: said("API key was not found"), requests: 1 });
    expect(JSON.stringify(told)).not.toContain(token);
  });

  test("a token without the right to the history", async () => {
    expect(await failure({ token: project.reader })).toMatchObject({
      code: "source.forbidden",
      message: said("You are not allowed to view a history"),
      wayOut: said("system.history"),
      requests: 1,
    });
  });

  test("a project that is not there, or not the token's", async () => {
    const told = { code: "source.forbidden", wayOut: said("member"), requests: 1 };
    expect(await failure({ more: { project: "nowhere" } })).toMatchObject({ ...told, message: said("nowhere") });
    const other = await createProject(inject("contember"), "other");
    expect(await failure({ token: other.editor })).toMatchObject({ ...told, message: said("failures") });
    expect(await failure({ more: { project: "../tenant" } })).toMatchObject({ ...told, message: said("../tenant") });
  });

  test("an address that is no engine's", async () => {
    expect(await failure({ more: { url: `${inject("contember").url}/elsewhere` } })).toMatchObject({
      requests: 1,
      message: said("404"),
    });
  });

  test("a stage that is not there", async () => {
    expect(await failure({ more: { stage: "nope" } })).toMatchObject({
      code: "source.failed",
      message: said("Stage nope not found"),
      wayOut: said("stage"),
      requests: 1,
    });
  });

  test("a request that is too large", async () => {
    expect(await failure({}, `where table_name = "${"x".repeat(2_000_000)}"`)).toMatchObject({
      code: "source.failed",
      message: said("413"),
      wayOut: said("shorten"),
      requests: 1,
    });
  });
});

test("an engine that fails in itself is asked three times, and then it is told", async () => {
  await project.sql("ALTER TABLE system.event_data RENAME TO hidden");
  try {
    expect(await failure({})).toMatchObject({ code: "source.failed", message: said("500"), requests: 3 });
  } finally {
    await project.sql("ALTER TABLE system.hidden RENAME TO event_data");
  }
});

test("what came before a page that fails is kept, and the result says that it is not whole", async () => {
  await insertArticles(project, 300);
  const { engine } = cms(project, {
    more: { pageSize: 400 },
    before: async (request) => {
      if (request === 2) await project.sql("ALTER TABLE system.event_data RENAME TO hidden");
    },
  });
  try {
    const { rows, completeness } = await ran(engine, cmsQuery("from cms.events order by timestamp desc select id"));
    // A commit that is cut by the border of the page comes as far as it came.
    expect(rows.length).toBe(400);
    expect(completeness).toMatchObject({ verdict: "partial", reason: said("Page 2 of cms failed") });
  } finally {
    await project.sql("ALTER TABLE system.hidden RENAME TO event_data");
  }
});

test("a run that is cancelled keeps what came, says so, and sends nothing more", async () => {
  const { engine, sent } = cms(project, { more: { pageSize: 10 } });
  const cancellation = new CancellationSource();
  const { rows, completeness, cancelled } = await ran(engine, cmsQuery("from cms.events"), {
    cancellation,
    progress: (scanned) => {
      if (scanned >= 30) cancellation.cancel();
    },
  });
  expect(cancelled).toBe(true);
  expect(completeness.verdict).toBe("partial");
  expect(rows.length).toBeGreaterThanOrEqual(10);
  expect(rows.length).toBeLessThan(100);
  const soFar = sent.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent.length).toBe(soFar);
  expect(soFar).toBeLessThan(10);
});

test("the stage of a connection is sent along", async () => {
  const { engine, sent } = cms(project, { more: { stage: "live" } });
  await ran(engine, cmsQuery("from cms.events latest 1"));
  expect(sent[0]?.body).toContain('"stage":"live"');
});
