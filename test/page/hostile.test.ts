import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change, ComparedRow } from "../../server/protocol/results.ts";
import { hostileTexts } from "./support/hostileTexts.ts";
import { columns, hostPage, runOf, type OpenPage, type PageHost } from "./support/openResults.ts";

let host: PageHost;
beforeAll(async () => {
  host = await hostPage();
});
afterAll(() => host.close());

test("hostile texts run nothing and request nothing, in every place that shows text", async () => {
  const all = hostileTexts();
  expect(all).toHaveLength(300);
  const open = await host.open({ width: 1200, height: 900 });
  open.rows = (index) => {
    const text = all[index];
    return text === undefined
      ? []
      : [text, { $json: JSON.stringify({ [text]: [text] }) }, { $json: text }, { $time: text }, { $int: text }];
  };
  for (const [index, text] of all.entries()) {
    const names = columns("text:string", "json:json", "odd:json", "time:time", "integer:integer").map((column, at) =>
      at === 0 ? { ...column, name: text } : column,
    );
    const notes = [{ code: "source" as const, message: text, clause: text }];
    const failure = { code: "source.failed" as const, message: text, wayOut: { text, command: text } };
    const run = { runId: `run-${index}`, title: text, notes, columns: names, wayOutTitle: text };
    const tab = { title: text, file: text, mark: "complete" as const, pinned: false };
    await open.send({ type: "tabs", tabs: ["a", "b"].map((id) => ({ ...tab, id })), active: "a" });
    if (index % 10 === 0) {
      await open.show({ ...run, phase: "failed", failure });
      await open.send({ type: "rowsFailed", runId: run.runId, offset: 0, failure });
    }
    if (index % 3 > 0) continue; // the rows of one result hold all texts; every third text is also title, name, note and reason
    await open.show({ ...run, rowCount: all.length, completeness: { verdict: "partial", reason: text } });
  }
  await open.page.getByRole("button", { name: "How it ran" }).click();
  await open.page.locator('[data-row="0"] [data-column="0"]').click();
  await open.page.keyboard.press("Enter");
  await open.page.keyboard.press("ArrowRight");
  for (let row = 1; row < all.length; row++) await open.page.keyboard.press("ArrowDown");
  await open.page.getByRole("button", { name: "Row", exact: true }).click();
  for (let row = 0; row < 20; row++) await open.page.keyboard.press("ArrowUp");
  expect(await strangers(open)).toEqual([]);
  expect(await open.page.locator("script").count()).toBe(1);
  expect(open.trouble).toEqual([]);
  await open.page.context().close();
}, 120_000);

test("hostile texts run nothing as group keys, totals, series, bars and names of what is drawn", async () => {
  const all = hostileTexts();
  const open = await host.open({ width: 1200, height: 900 });
  for (const [index, text] of all.entries()) {
    if (index % 12 > 0) continue;
    const some = all.slice(index, index + 12);
    open.rows = (row) => {
      const key = some[Math.floor(row / 2)];
      return key === undefined ? [] : [key, `${key} ${row % 2}`, { $int: String(row) }, { $int: text }];
    };
    open.reduced = {
      totals: [text, text, { $json: text }, { $time: text }],
      grouping: {
        kind: "grouped",
        groups: some.map((key, at) => ({ key, start: at * 2, count: 2, totals: [null, text, text, { $int: text }] })),
      },
    };
    const columns = [
      { name: text, type: "string", role: { kind: "key" } },
      { name: `${text} `, type: "string", role: { kind: "key" } },
      { name: `${text}  `, type: "integer", role: { kind: "aggregate", function: "count" } },
      { name: `${text}   `, type: "integer", role: { kind: "aggregate", function: "avg" } },
    ] as const;
    await open.show({ runId: `reduced-${index}`, title: text, columns, rowCount: some.length * 2 });
    await open.page.locator(".heading").first().waitFor();
    await open.page.getByRole("button", { name: "Chart" }).click();
    await open.page.locator(".legend li").first().waitFor();
    await open.page.waitForFunction(() => (document.querySelector("canvas")?.width ?? 0) > 300);
    await open.page.locator("canvas").hover(); // its tooltip, too
    expect(await strangers(open)).toEqual([]);
    await open.page.getByRole("button", { name: "Table" }).click();
  }
  expect(open.posted.filter(({ type }) => type === "chartRows").length).toBeGreaterThanOrEqual(25);
  expect(open.trouble).toEqual([]);
  await open.page.context().close();
}, 120_000);

test("hostile texts run nothing as entities, actors, fields and values of changes", async () => {
  const all = hostileTexts();
  const open = await host.open({ width: 1200, height: 900 });
  open.answer = (message) =>
    message.type === "changes"
      ? {
          type: "changes",
          runId: message.runId,
          page: {
            offset: message.offset,
            changes: all.slice(message.offset, message.offset + message.count).map(changeOf),
          },
        }
      : undefined;
  await open.show({
    runId: "changes",
    title: all[0]!,
    shape: "changes",
    columns: columns("changes:json"),
    rowCount: all.length,
  });
  await open.page.getByRole("button", { name: "Show fields that did not change" }).click();
  const list = open.page.locator(".changes");
  const [drawn, found] = [new Set<string>(), new Set<string>()];
  for (let isEnd = false; !isEnd;) {
    await open.page.locator(".block:not(.waiting) .field.unchanged").first().waitFor();
    await expect.poll(() => open.page.locator(".block.waiting").count()).toBe(0);
    for (const at of await list.evaluate(placesIn)) drawn.add(at);
    for (const name of await strangers(open)) found.add(name);
    isEnd = await list.evaluate(scrolledOn);
  }
  expect(drawn.size).toBe(all.length);
  expect([...found]).toEqual([]);
  expect(open.trouble).toEqual([]);
  await open.page.context().close();
}, 120_000);

test("hostile texts run nothing as keys, columns, sides and cells of a comparison", async () => {
  const all = hostileTexts();
  const open = await host.open({ width: 1200, height: 900 });
  open.answer = (message) => {
    if (message.type !== "comparison") return undefined;
    const { runId, kinds, offset, count } = message;
    const rows = all.slice(offset, offset + count).map((text, at) => comparedRow(text, offset + at));
    return { type: "comparison", runId, page: { kinds, offset, total: all.length, rows } };
  };
  for (const [index, text] of all.entries()) {
    if (index % 12 > 0) continue; // pages hold 100 rows, so all of them come by
    const sides = { before: text, after: text, keys: [text], columns: [text, `${text} `] };
    const comparison = { ...sides, added: 100, removed: 100, changed: 100, unchanged: 1 };
    const run = { runId: `comparison-${index}`, title: text, shape: "comparison", comparison } as const;
    await open.show({ ...run, columns: columns("change:string"), rowCount: all.length });
    const list = open.page.locator(".compared");
    await list.evaluate((element, share) => (element.scrollTop = element.scrollHeight * share), index / all.length);
    await list.locator(`[aria-rowindex="${Math.min(index, all.length - 1) + 2}"] .mark`).waitFor();
    expect(await strangers(open)).toEqual([]);
  }
  expect(open.trouble).toEqual([]);
  await open.page.context().close();
}, 120_000);

test("hostile texts run nothing in banners, in what is waited for, and where rows are gone", async () => {
  const open = await host.open({ width: 1200, height: 900 });
  open.rows = () => ["row"];
  const some = hostileTexts().filter((_, index) => index % 6 === 0);
  for (const [index, text] of some.entries()) {
    const run = { runId: `run-${index}`, title: text, columns: columns("n:string"), wayOutTitle: text };
    const failure = { code: "source.failed" as const, message: text, wayOut: { text } };
    await open.send({ type: "run", run: runOf({ ...run, phase: "running", waiting: text }) });
    await open.page.locator(".state").waitFor();
    expect(await strangers(open)).toEqual([]);
    await open.show({ ...run, phase: "running", rowCount: 1, waiting: text });
    expect(await strangers(open)).toEqual([]);
    await open.show({ ...run, phase: "failed", rowCount: 1, failure });
    await open.send({ type: "rowsFailed", runId: run.runId, offset: 0, failure });
    await open.send({ type: "requestFailed", runId: run.runId, request: "copy", failure });
    await expect.poll(() => open.page.locator(".banner").count()).toBe(3);
    expect(await strangers(open)).toEqual([]);
    await open.show({ ...run, rowCount: 1, ranAt: 1_705_000_000_000, ranText: text, keptAs: text });
    await open.page.getByRole("button", { name: "Run Again" }).waitFor();
    expect(await strangers(open)).toEqual([]);
  }
  expect(open.trouble).toEqual([]);
  await open.page.context().close();
}, 120_000);

const placesIn = (list: Element) =>
  [...list.querySelectorAll<HTMLElement>(".change")].map((item) => item.dataset["at"]!);

/** Scrolls on by what is seen, and says whether that was the end. */
function scrolledOn(list: Element): boolean {
  const before = list.scrollTop;
  list.scrollTop += list.clientHeight;
  return list.scrollTop === before;
}

/** A change that shows a text in each of its places. */
function changeOf(text: string): Change {
  const event = { id: text, source: text, event_type: text, timestamp: { $time: text }, entity_type: text, entity_id: text, actor: text }; // prettier-ignore
  return {
    event,
    comparedWith: "old",
    fields: [
      { kind: "changed", path: text, before: `one ${text}`, after: `two ${text}` },
      { kind: "changed", path: text, before: { $json: text }, after: { $int: text } },
      { kind: "added", path: text, after: text },
      { kind: "removed", path: text, before: { $number: text } },
      { kind: "moved", path: text, from: text },
      { kind: "unchanged", path: text, before: text, after: text },
    ],
    more: 1,
  };
}

function comparedRow(text: string, at: number): ComparedRow {
  const cells = [
    { before: text, after: `${text}.`, differs: true },
    { before: { $json: text }, after: { $time: text }, differs: false },
  ];
  return { change: (["added", "removed", "changed"] as const)[at % 3]!, key: [text], cells };
}

/** Elements that the page itself never makes. */
function strangers({ page }: OpenPage): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .map((element) => element.localName)
      .filter(
        (name) =>
          !/^(html|head|meta|title|link|body|main|script|header|section|h1|p|button|select|option|div|span|svg|path|strong|ul|li|dl|dt|dd|details|summary|code|aside|canvas|article|h2|ins|del|mark|pre)$/.test(
            name,
          ),
      ),
  );
}
