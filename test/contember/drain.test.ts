import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Value } from "../../server/src/base/value.ts";
import { createProject } from "../servers/contember/project.ts";
import type { ContemberProject } from "../servers/contember/project.ts";
import { cmsQuery } from "../support/cmsQuery.ts";
import { ran } from "../support/engine.ts";
import { argsOf, cms, history, insertArticles, moveCommits } from "./cms.ts";

/** Of one transaction: many more than most of the page sizes below. */
const LARGE = 450;

/**
 * Commits at times that are hard to page over: one that is large; three in one millisecond; a large one right at the
 * border of two milliseconds, with others just before, at and behind it; and plain ones around them.
 */
const COMMITS: readonly (readonly [at: string, articles: number])[] = [
  ["2024-01-15T10:00:00.000500Z", 5],
  ["2024-01-15T10:00:01.000100Z", LARGE],
  ["2024-01-15T10:00:02.123456Z", 30],
  ["2024-01-15T10:00:02.123457Z", 30],
  ["2024-01-15T10:00:02.123999Z", 30],
  ["2024-01-15T10:00:02.999999Z", 40],
  ["2024-01-15T10:00:03.000000Z", LARGE],
  ["2024-01-15T10:00:03.000001Z", 40],
  ["2024-01-15T10:00:03.001000Z", 40],
  ["2024-01-15T10:00:04.000000Z", 1],
];
const TOTAL = COMMITS.reduce((sum, [, articles]) => sum + articles, 0);

let project: ContemberProject;
let ids: readonly (string | null)[];
beforeAll(async () => {
  project = await createProject(inject("contember"), "drain");
  for (const [, articles] of COMMITS) await insertArticles(project, articles);
  await moveCommits(
    project,
    COMMITS.map(([at]) => at),
  );
  const events = await history(project);
  const key = (micros: bigint | undefined, sequence: bigint | null, id: string | null): string =>
    `${micros} ${sequence} ${id}`;
  ids = events
    .map(({ timestamp, sequence_number, id }) => [key(timestamp?.micros, sequence_number, id), id] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, id]) => id);
});

const idOf = ([id]: readonly Value[]) => id;

describe("every event comes once and in order", () => {
  test.each([25, 120, 449, 450, 451, 10_000])("with pages of %i", async (pageSize) => {
    const { engine, sent } = cms(project, { more: { pageSize } });
    const up = await ran(engine, cmsQuery("from cms.events select id"));
    expect(up.completeness).toEqual({ verdict: "complete" });
    expect(up.rows.map(idOf)).toEqual(ids);
    // Paging by number would make one request a page, and promise nothing.
    expect(sent.length).toBeLessThanOrEqual(Math.ceil(TOTAL / pageSize) * 2 + 4);
    const down = await ran(engine, cmsQuery("from cms.events order by timestamp desc select id"));
    expect(down.rows.map(idOf)).toEqual(ids.toReversed());
  });
});

describe("the latest", () => {
  test.each([1, 2, 41, 42, 100, 600])("%i, though they share a commit with others", async (count) => {
    const { engine } = cms(project, { more: { pageSize: 200 } });
    const { rows } = await ran(engine, cmsQuery(`from cms.events latest ${count} select id`));
    expect(rows.map(idOf)).toEqual(ids.toReversed().slice(0, count));
  });

  test("are asked for with their number", async () => {
    const { engine, sent } = cms(project);
    await ran(engine, cmsQuery('from cms.events where type = "CREATE" and table_name = "article" latest 10'));
    expect(argsOf(sent[0] ?? expect.unreachable())).toEqual({
      filter: { types: ["CREATE"], tables: ["article"] },
      order: "APPLIED_AT_DESC",
      limit: 11,
    });
  });
});

describe("a window holds its borders", () => {
  test.each([
    ["where timestamp = @2024-01-15T10:00:02.123Z", 90],
    ["where applied_at <= @2024-01-15T10:00:02.123Z", 5 + LARGE + 90],
    ["where applied_at < @2024-01-15T10:00:03.000Z", 5 + LARGE + 90 + 40],
    ["where applied_at > @2024-01-15T10:00:02.123Z and applied_at < @2024-01-15T10:00:03.001Z", 40 + LARGE + 40],
    ["where applied_at between @2024-01-15T10:00:03.000Z and @2024-01-15T10:00:03.000Z", LARGE + 40],
    ["during @2024-01-15T10:00:03Z", LARGE + 80],
    ["during @2024-01-15T10:00:02.124Z .. @2024-01-15T10:00:03.001Z", 40 + LARGE + 40],
    ["where appliedAt > @2024", 0],
    ["during @2024-01-15", TOTAL],
  ])("%s", async (clause, expected) => {
    const { engine } = cms(project, { more: { pageSize: 300 } });
    const { rows } = await ran(engine, cmsQuery(`from cms.events ${clause} select id`));
    expect(new Set(rows.map(idOf)).size).toBe(expected);
    expect(rows.length).toBe(expected);
  });
});

test("events that are written while they are read do not disturb it", async () => {
  const { engine } = cms(project, { more: { pageSize: 50 } });
  const query = cmsQuery("from cms.events during @2024 select id");
  const [{ rows }] = await Promise.all([ran(engine, query), insertArticles(project, 300)]);
  expect(rows.map(idOf)).toEqual(ids);
  await project.sql(
    "DELETE FROM system.event_data USING system.stage_transaction t WHERE t.transaction_id = event_data.transaction_id AND t.applied_at > '2025-01-01'",
  );
});
