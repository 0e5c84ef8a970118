import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SavedOutput } from "../../client/protocol/notebook.ts";
import { violations } from "./support/axe.ts";
import { change, summary } from "./support/changes.ts";
import { hostileTexts } from "./support/hostileTexts.ts";
import { hostRenderer, savedOutput, type OpenRenderer, type RendererHost } from "./support/openRenderer.ts";
import { allThemes } from "./support/openResults.ts";
import { order, orders } from "./support/orders.ts";
import { payment, paymentGroups, payments } from "./support/payments.ts";

let host: RendererHost;
beforeAll(async () => {
  host = await hostRenderer();
});
afterAll(() => host.close());

const list = <T>(count: number, item: (at: number) => T) => Array.from({ length: count }, (_, at) => item(at));
const columns = orders.columns ?? [];
const few = savedOutput({ title: "Three orders", notes: orders.notes ?? [] }, { columns, rows: list(3, order) });
const many = savedOutput({ rowCount: 1732 }, { columns, rows: list(200, order) });
const reduced = savedOutput(
  { title: payments.title ?? "", rowCount: 22 },
  {
    columns: payments.columns ?? [],
    rows: list(22, payment),
    totals: paymentGroups.totals,
    grouping: "grouped",
    groups: paymentGroups.grouping.kind === "grouped" ? paymentGroups.grouping.groups : [],
  },
);
const changed = savedOutput(
  { title: "What was changed", rowCount: 20 },
  {
    shape: "changes",
    columns: [{ name: "changes", type: "json" }],
    rows: list(20, () => ["x"]),
    changes: list(20, change),
  },
);
const compared = savedOutput(
  { title: "The day of the outage", rowCount: 3 },
  {
    shape: "comparison",
    columns: [{ name: "change", type: "string" }],
    comparison: { ...summary, added: 1, removed: 1, changed: 1 },
    rows: list(3, () => ["x"]),
    compared: (["added", "removed", "changed"] as const).map((kind, at) => ({
      change: kind,
      key: [{ $time: "2024-01-18T14:00:00Z" }, "payment.failed"],
      cells: summary.columns.map(() => ({ before: at, after: at + 1, differs: kind === "changed" })),
    })),
  },
);
const empty = savedOutput({ title: "Nothing at all", scanned: 7 });
const unmet = savedOutput({
  title: "No failed payments",
  expectations: [{ text: "expect rows = 0", met: false, message: "There are 12 rows." }],
});
const failed = savedOutput({
  title: "from local.shopp",
  phase: "failed",
  failure: { code: "log.unknown", message: "There is no log shopp.", wayOut: { text: "Import a file to make one." } },
});

const cell = ({ page }: OpenRenderer, id: string) => page.locator(`#${id}`);
const shown = (open: OpenRenderer, id: string) =>
  cell(open, id).locator(".rows .value, .state, .change, .compared .mark").first().waitFor();

describe.each(allThemes)("in the theme %s", (theme) => {
  test("every kind of result is accessible beside others", async () => {
    const open = await host.open({ theme });
    const outputs: Readonly<Record<string, SavedOutput>> = {
      few,
      many,
      reduced,
      changed,
      compared,
      empty,
      unmet,
      failed,
    };
    for (const [id, output] of Object.entries(outputs)) {
      await open.show(id, output);
      await shown(open, id);
    }
    await open.show("chart", reduced);
    await cell(open, "chart").getByRole("button", { name: "Chart" }).click();
    await open.page.waitForFunction(() => (document.querySelector("canvas")?.width ?? 0) > 200);
    expect(await violations(open)).toEqual([]);
    await open.picture(`renderer-${theme}-a`, 0);
    await open.picture(`renderer-${theme}-b`, 1100);
    await open.page.setViewportSize({ width: 420, height: 700 });
    await open.picture(`renderer-${theme}-narrow`, 0);
    expect(open.trouble).toEqual([]);
    expect(open.posted).toEqual([]);
    await open.page.context().close();
  });
});

test("an id stands once, however many outputs a notebook has", async () => {
  const open = await host.open();
  for (const id of ["a", "b"]) {
    await open.show(`${id}-few`, few);
    await shown(open, `${id}-few`);
    await cell(open, `${id}-few`).getByRole("button", { name: "How it ran" }).click();
    await open.show(`${id}-changed`, changed);
    await shown(open, `${id}-changed`);
  }
  const ids = await open.page.locator("[id]").evaluateAll((elements) => elements.map(({ id }) => id));
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(ids.filter((id) => id.startsWith("notes-")).length).toBeGreaterThan(1);
  await open.page.context().close();
});

test("what is saved answers for itself, and says when that is not all", async () => {
  const open = await host.open();
  await open.show("many", many);
  await cell(open, "many").getByText("The first 200 of 1,732 rows are saved in this notebook.").waitFor();
  await cell(open, "many").getByText("1,732 rows", { exact: true }).waitFor();
  await cell(open, "many").locator('[data-row="0"] [data-column="0"]').click();
  await open.page.keyboard.press("Control+End");
  await cell(open, "many").locator('.row[data-row="199"]').waitFor();
  await open.page.keyboard.press("Control+c");
  await expect.poll(() => open.posted.map(({ type }) => type)).toEqual(["copyCells"]);
  await cell(open, "many").getByRole("columnheader", { name: "actor" }).click();
  await cell(open, "many").getByText("Saved rows stand in the order of the query.").waitFor();
  await open.page.context().close();
});

test("while the server has the run, what is not saved comes from there, and sorting too", async () => {
  const open = await host.open();
  await open.show("many", many, { runId: "run-1" });
  await shown(open, "many");
  expect(open.posted).toEqual([]);
  await cell(open, "many").getByRole("columnheader", { name: "actor" }).click();
  await expect.poll(() => open.posted.map(({ type }) => type)).toEqual(["sort"]);
  const sort = [{ column: "actor", direction: "asc" }] as const;
  const run = { ...many.run, columns, runId: "run-1", sort };
  await open.send({ type: "run", run });
  await expect.poll(() => open.posted.at(-1)?.type).toBe("rows");
  const rows = list(100, () => order(2));
  await open.send({ type: "rows", runId: "run-1", page: { offset: 0, rows, sort } });
  await cell(open, "many").locator('[data-row="1"]', { hasText: "chen" }).waitFor();
  await open.send({ type: "gone", runId: "run-1" });
  await cell(open, "many").getByText("The first 200 of 1,732 rows").waitFor();
  await cell(open, "many").locator('[data-row="1"]', { hasText: "ben" }).waitFor();
  await open.page.context().close();
});

test("an Escape, a copy and a message reach one output alone", async () => {
  const open = await host.open();
  await open.show("a", few, { runId: "run-1" });
  await open.show("b", reduced, { runId: "run-2" });
  await shown(open, "b");
  await cell(open, "a").locator('[data-row="1"] [data-column="5"]').dblclick();
  await cell(open, "a").getByRole("complementary").waitFor();
  await cell(open, "b").locator('[data-row="1"] [data-column="1"]').first().click();
  await open.page.keyboard.press("Escape");
  expect(await cell(open, "a").getByRole("complementary").count()).toBe(1);
  await cell(open, "a").getByRole("button", { name: "Copy selected rows as…" }).click();
  await open.send({ type: "copySelection", format: "json" });
  await expect.poll(() => open.posted.filter(({ type }) => type === "copy")).toHaveLength(1);
  expect(open.posted.find(({ type }) => type === "copy")).toMatchObject({ runId: "run-1" });
  await open.page.context().close();
});

test("the styles of results reach nothing else in the notebook", async () => {
  const open = await host.open();
  const look = () =>
    open.page.evaluate(() =>
      ["#other", "main code", ".row", "body"].map((selector) => {
        const style = getComputedStyle(document.querySelector(selector) ?? document.body);
        return [style.display, style.padding, style.overflow, style.fontFamily, style.backgroundColor, style.height];
      }),
    );
  const before = await look();
  await open.show("few", few);
  await shown(open, "few");
  const after = await look();
  expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
  expect(after[3]?.slice(1, 4)).toEqual(before[3]?.slice(1, 4));
  expect(await open.page.evaluate(() => getComputedStyle(document.querySelector("#few .grid")!).position)).toBe("relative"); // prettier-ignore
  await open.page.context().close();
});

test("what is no result is said to be none", async () => {
  const open = await host.open();
  for (const [at, value] of [null, 7, {}, { run: {} }, { run: few.run, result: { rows: 1 } }].entries()) {
    await open.show(`odd-${at}`, value);
    await cell(open, `odd-${at}`).getByText("cannot be shown").waitFor();
  }
  expect(open.trouble).toEqual([]);
  await open.page.context().close();
});

test("hostile texts run nothing and request nothing, wherever a notebook holds them", async () => {
  const all = hostileTexts();
  const open = await host.open({ width: 1200, height: 900 });
  for (const [index, text] of all.entries()) {
    if (index % 6 > 0) continue;
    const some = all.slice(index, index + 6);
    const notes = [{ code: "source" as const, message: text, clause: text }];
    const failure = { code: "source.failed" as const, message: text, wayOut: { text, command: text } };
    const names = ["a", "b", "c"].map((name, at) => ({ name: at === 0 ? text : name, type: "json" as const }));
    const rows = some.map((one) => [one, { $json: one }, { $time: one }]);
    const expectations = [{ text, met: false, message: text }];
    const completeness = { verdict: "partial" as const, reason: text };
    await open.show("rows", savedOutput({ title: text, notes, expectations, completeness }, { columns: names, rows }));
    await open.show("failed", savedOutput({ title: text, phase: "failed", failure }), {
      runId: "x",
      wayOutTitle: text,
    });
    const { fields } = change(0);
    const event = { ...change(0).event, event_type: text, entity_id: text, actor: text };
    const changes = [{ ...change(0), event, fields: fields.map((field) => ({ ...field, path: text, before: text })) }];
    await open.show("changes", savedOutput({ title: text }, { shape: "changes", columns: names, rows: rows.slice(0, 1), changes })); // prettier-ignore
    await shown(open, "rows");
  }
  await cell(open, "rows").getByRole("button", { name: "How it ran" }).click();
  await cell(open, "rows").locator('[data-row="0"] [data-column="0"]').dblclick();
  expect(
    await open.page.evaluate(
      () =>
      [...document.querySelectorAll(".evq-output *")]
        .map((element) => element.localName)
        .filter((name) => !/^(main|header|section|article|aside|h1|h2|p|button|div|span|svg|path|strong|ul|li|code|ins|del|mark)$/.test(name)), // prettier-ignore
    ),
  ).toEqual([]);
  expect(open.trouble).toEqual([]);
  await open.page.context().close();
}, 120_000);
