import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerChanges, change, changes, comparison, summary } from "./support/changes.ts";
import { judgeLooks } from "./support/looks.ts";
import { hostPage, type OpenPage, type PageHost } from "./support/openResults.ts";

let host: PageHost;
beforeAll(async () => {
  host = await hostPage();
});
afterAll(() => host.close());

async function open(options?: Parameters<PageHost["open"]>[0]): Promise<OpenPage> {
  const page = await host.open(options);
  page.answer = answerChanges;
  return page;
}

const same = { ...summary, added: 0, removed: 0, changed: 0 };

/** Every state of both views; each is judged by axe and leaves a picture in .cache/screenshots/. */
const states: Readonly<Record<string, (page: OpenPage) => Promise<void>>> = {
  changes: (page) => page.show(changes),
  "changes-unchanged": async (page) => {
    await page.show({ ...changes, rowCount: 5 });
    await page.page.getByRole("button", { name: "Show fields that did not change" }).click();
    await page.page.locator(".change").first().focus();
    await page.page.locator(".field.unchanged").first().waitFor();
  },
  differences: async (page) => {
    await page.show(comparison);
    await page.page.locator(".compared .mark").first().waitFor();
  },
  "differences-none": (page) => page.show({ ...comparison, comparison: same, rowCount: 0 }),
};

test.each(Object.keys(states))("%s are accessible in every theme and keep the page's policy", async (name) => {
  const page = await open();
  await states[name]!(page);
  await judgeLooks(page, name, { wide: 420, narrow: 520 });
  await page.page.context().close();
});

describe("changes", () => {
  test("are drawn and asked for where they are seen, from the first to the last", async () => {
    const { page, show, posted } = await open();
    await show(changes);
    expect(await page.locator(".change").count()).toBeLessThan(100);
    await page.locator(".change").first().focus();
    await page.keyboard.press("End");
    await page.locator('.change[data-at="4999"]').waitFor();
    expect(await page.locator(".change").count()).toBeLessThan(100);
    expect(posted.filter(({ type }) => type === "changes").length).toBeLessThan(20);
    await page.context().close();
  });

  test("of more than the browser can hold are shown in parts, to the last one", async () => {
    const { page, show, posted } = await open();
    await show({ ...changes, rowCount: 250_000 });
    const focused = (at: number) => page.locator(`.change[data-at="${at}"]:focus`).waitFor();
    await page.locator(".change").first().focus();
    await page.keyboard.press("End");
    await focused(249999);
    expect(await page.locator('[data-at="249999"]').getAttribute("aria-setsize")).toBe("250000");
    expect(await page.locator(".change").count()).toBeLessThan(100);
    await page.locator(".changes").evaluate((list) => (list.scrollTop = 0));
    await page.getByRole("button", { name: "Changes 100,001 to 200,000 of 250,000" }).click();
    await focused(199999);
    await page.keyboard.press("ArrowDown");
    await focused(200000);
    await page.keyboard.press("Home");
    await focused(0);
    expect(await page.getByRole("button", { name: /^Changes \d/ }).count()).toBe(1);
    const asked = posted.flatMap((message) => (message.type === "changes" ? [message.offset] : []));
    expect(Math.max(...asked)).toBe(249_980);
    expect(new Set(asked).size).toBe(asked.length);
    await page.context().close();
  });

  test("say what happened by words and signs, and keep every digit", async () => {
    const { page, show } = await open();
    await show({ ...changes, rowCount: 2 });
    const lines = await page.locator(".change .field").allInnerTexts();
    expect(lines.map((line) => line.replaceAll(/\s+/g, " "))).toEqual([
      '~ changed status "draft"→ became "published"',
      '+ added tags[1] "bestseller"',
      "− removed discount null",
      "↕ moved items[2] moved from items[0]",
      "~ changed items[2].quantity 1→ became 3",
      "~ changed stock 9007199254740993→ became 9007199254740992",
      expect.stringMatching(/^~ changed description −?A green tea from the first harvest/),
    ]);
    expect(await page.locator(".field mark").allInnerTexts()).toEqual(["first", "hand", "second", "machine"]);
    await page.context().close();
  });

  test("without a known previous add nothing, and have nothing for the diff editor", async () => {
    const { page, show } = await open();
    await show({ ...changes, rowCount: 4 });
    const created = page.locator('.change[data-at="2"]');
    expect(await created.innerText()).toContain("No previous known.");
    expect(await created.locator(".field.added").count()).toBe(0);
    expect(await created.locator(".field").allInnerTexts()).toHaveLength(2);
    expect(await created.getByRole("button", { name: "Open in diff editor" }).count()).toBe(0);
    expect(await page.locator('.change[data-at="3"]').innerText()).toContain("Nothing to compare.");
    await page.context().close();
  });

  test("open in the diff editor by the button and by Enter; arrows go from one to the next", async () => {
    const { page, show, posted } = await open();
    await show(changes);
    await page.locator('.change[data-at="1"]').getByRole("button", { name: "Open in diff editor" }).click();
    await page.locator('.change[data-at="1"]').focus();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    expect(posted.filter(({ type }) => type === "openDiff")).toEqual([
      { type: "openDiff", runId: "changes", at: 1 },
      { type: "openDiff", runId: "changes", at: 4 },
    ]);
    await page.context().close();
  });

  test("of many fields show the first ones, and all on demand; the table shows them too", async () => {
    const { page, show } = await open();
    await show({ ...changes, rowCount: 5 });
    const wide = page.locator('.change[data-at="4"]');
    expect(await wide.locator(".field").count()).toBe(12);
    await wide.getByRole("button", { name: "Show 8 more fields" }).click();
    await wide.locator(".field").nth(19).waitFor();
    await page.getByRole("button", { name: "Table" }).click();
    await page.getByRole("grid").waitFor();
    await page.context().close();
  });

  test("that do not come can be asked for again", async () => {
    const page = await open();
    const failure = { code: "internal", message: "They were not sent.", wayOut: { text: "Ask again." } } as const;
    page.answer = ({ type }) =>
      type === "changes" ? { type: "rowsFailed", runId: "changes", offset: 0, failure } : undefined;
    await page.send({ type: "run", run: { ...runOf, ...changes } as never });
    await page.page.getByRole("alert").waitFor();
    page.answer = answerChanges;
    await page.page.getByRole("button", { name: "Try Again" }).click();
    await page.page.locator(".change").first().waitFor();
    await page.page.context().close();
  });
});

const runOf = { phase: "done", elapsedMs: 1, notes: [], completeness: { verdict: "complete" } };

describe("differences", () => {
  test("are filtered by kind, with counts, and what is the same is counted", async () => {
    const { page, show, posted } = await open();
    await show(comparison);
    await page.locator(".compared .mark").first().waitFor();
    expect(await page.locator(".compared-head").innerText()).toContain("1,732 unchanged rows");
    expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe("3001");
    await page.getByRole("button", { name: "1,000 added" }).click();
    await page.getByRole("button", { name: "1,000 changed" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".compared .row.removed").length > 5);
    expect(await page.locator(".compared .row.added, .compared .row.changed").count()).toBe(0);
    expect(posted.at(-1)).toEqual({
      type: "comparison",
      runId: "comparison",
      kinds: ["removed"],
      offset: 0,
      count: 100,
    });
    await page.context().close();
  });

  test("say before and after, and how far a number went", async () => {
    const { page, show } = await open();
    await show(comparison);
    await page.locator(".compared .mark").first().waitFor();
    const cells = await page.locator('.compared .row[aria-rowindex="2"] .cell').allInnerTexts();
    expect(cells.map((cell) => cell.replaceAll(/\s+/g, " "))).toEqual([
      "~changed",
      "2024-01-18T00:00:00Z",
      "payment.failed",
      "2→ became 28+26",
      "390.25",
      "card_declined→ became provider_timeout",
    ]);
    await page.context().close();
  });
});

test("hostile texts run nothing and request nothing in changes and differences", async () => {
  const page = await open();
  const texts = ["<img src=x onerror=ran()>", "<script>ran()</script>", "\u202e\u0000", "command:evq.run", "${ran()}"];
  const hostile = texts.join(" ");
  page.answer = (message) => {
    if (message.type === "changes") {
      const fields = (["added", "removed", "changed", "moved", "unchanged"] as const).map((kind) => ({
        kind,
        path: hostile,
        from: hostile,
        before: `${hostile} a`,
        after: { $json: hostile },
      }));
      const event = { ...change(0).event, event_type: hostile, actor: hostile, entity_id: hostile };
      return {
        type: "changes",
        runId: "changes",
        page: { offset: 0, changes: [{ event, comparedWith: "old", fields, more: 3 }] },
      };
    }
    if (message.type !== "comparison") return undefined;
    const cells = [{ before: hostile, after: { $int: hostile }, differs: true }];
    const rows = [{ change: "changed", key: [hostile], cells }] as const;
    return {
      type: "comparison",
      runId: "comparison",
      page: { offset: 0, kinds: message.kinds, total: 1, rows },
    };
  };
  await page.show({ ...changes, title: hostile, rowCount: 1 });
  await page.page.getByRole("button", { name: "Show fields that did not change" }).click();
  const named = { ...summary, before: hostile, after: hostile, keys: [hostile], columns: [hostile] };
  await page.show({ ...comparison, title: hostile, comparison: { ...named, added: 0, removed: 0, changed: 1 } });
  await page.page.locator(".compared .mark").waitFor();
  expect(await page.page.locator("img, script:not([src])").count()).toBe(0);
  expect(page.trouble).toEqual([]);
  await page.page.context().close();
});
