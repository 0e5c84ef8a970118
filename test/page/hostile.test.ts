import { afterAll, beforeAll, expect, test } from "vitest";
import { hostileTexts } from "./support/hostileTexts.ts";
import { columns, hostPage, type OpenPage, type PageHost } from "./support/openResults.ts";

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
    expect(await strangers(open)).toEqual([]);
    await open.page.getByRole("button", { name: "Table" }).click();
  }
  expect(open.posted.filter(({ type }) => type === "chartRows").length).toBeGreaterThanOrEqual(25);
  expect(open.trouble).toEqual([]);
  await open.page.context().close();
}, 120_000);

/** Elements that the page itself never makes. */
function strangers({ page }: OpenPage): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .map((element) => element.localName)
      .filter(
        (name) =>
          !/^(html|head|meta|title|link|body|main|script|header|section|h1|p|button|select|option|div|span|svg|path|strong|ul|li|dl|dt|dd|details|summary|code|aside|canvas)$/.test(
            name,
          ),
      ),
  );
}
