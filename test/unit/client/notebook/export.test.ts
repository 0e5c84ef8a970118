import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { toHtml, type ExportedCell } from "../../../../client/src/notebook/export/toHtml.ts";
import { toMarkdown } from "../../../../client/src/notebook/export/toMarkdown.ts";
import type { SavedOutput } from "../../../../client/protocol/notebook.ts";
import { change, summary } from "../../../page/support/changes.ts";
import { hostileTexts } from "../../../page/support/hostileTexts.ts";
import { savedOutput } from "../../../page/support/openRenderer.ts";

const columns = [
  { name: "n", type: "integer" as const },
  { name: "who|what", type: "string" as const },
];
const cells: readonly ExportedCell[] = [
  { language: "markdown", source: "# Orders\n\nWhat **failed**, and `why`:\n\n- one\n- two", outputs: [] },
  {
    language: "evq",
    source: "//# Failed\nfrom local.orders\n",
    outputs: [
      savedOutput(
        {
          title: "Failed",
          rowCount: 5,
          sources: ["local.orders"],
          completeness: { verdict: "truncated", reason: "limit 5" },
        },
        {
          columns,
          rows: [
            [{ $int: "9007199254740993" }, "a|b"],
            [null, "<b>"],
          ],
        },
      ),
    ],
  },
];

test("Markdown has the text, the queries, and the results as tables", () => {
  expect(toMarkdown(cells)).toBe(`# Orders

What **failed**, and \`why\`:

- one
- two

\`\`\`evq
//# Failed
from local.orders
\`\`\`

**Failed** — 5 rows · 12 ms · truncated: limit 5 · local.orders · run 2024-01-18T14:00:00.000Z

| n | who\\|what |
| --: | --- |
| 9007199254740993 | a\\|b |
|  | \\<b\\> |

*The first 2 of 5 rows are saved in this notebook. Run the cell to see all.*
`);
});

test("HTML has the same, allows no script and no address, and its one style by its hash", async () => {
  const html = await toHtml("audit", cells);
  expect(html).toContain('<td class="number">9007199254740993</td><td>a|b</td>');
  expect(html).toContain("&#60;b&#62;");
  expect(html).toContain("truncated: limit 5");
  expect(html).toContain("The first 2 of 5 rows");
  expect(html).toMatch(/<h2>Orders<\/h2><p>What <strong>failed<\/strong>, and <code>why<\/code>:<\/p><ul><li>one/);
  const [, style = ""] = /<style>(.*)<\/style>/s.exec(html) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(html).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`); // prettier-ignore
  expect(html).not.toMatch(/<script|https?:|src=|href=/);
});

test("changes and differences say what changed", () => {
  const output = (result: SavedOutput["result"]) =>
    toMarkdown([{ language: "evq", source: "", outputs: [savedOutput({ title: "T" }, result)] }]);
  const changed = output({ shape: "changes", columns, rows: [["x", "y"]], changes: [change(0)] });
  expect(changed).toContain(
    "| updated | article article-1 | anna.k | status: draft → published; tags\\[1\\]: added bestseller;",
  );
  const cells = [{ before: { $int: "1" }, after: { $int: "2" }, differs: true }];
  const comparison = { ...summary, keys: ["k"], columns: ["n"] };
  const rows = [["x", "y"]];
  const compared = output({
    shape: "comparison",
    columns,
    rows,
    comparison,
    compared: [{ change: "changed", key: ["a"], cells }],
  });
  expect(compared).toContain("| change | k | n |\n| --- | --- | --- |\n| changed | a | 1 → 2 |");
});

test("hostile texts add no element, in whatever place they stand", async () => {
  const tags = (html: string) => [...html.matchAll(/<(?!\/)([^\s>]+)/g)].map(([, tag]) => tag);
  const page = (text: string) => {
    const failure = { code: "source.failed" as const, message: text, wayOut: { text } };
    const notes = [{ code: "source" as const, message: text, clause: text }];
    const run = { title: text, sources: [text], phase: "failed" as const, failure, notes };
    const result = {
      columns: [{ name: text, type: "json" as const }],
      rows: [[text], [{ $json: text }], [{ $time: text }]],
    };
    const source = text.replaceAll("\n", " ");
    return toHtml(text, [
      { language: "markdown", source: `x ${source}`, outputs: [] },
      { language: "evq", source: text, outputs: [savedOutput(run, result)] },
    ]);
  };
  const known = new Set([...tags(await page("x")), "code", "em", "strong"]);
  for (const text of hostileTexts())
    expect(
      tags(await page(text)).filter((tag) => !known.has(tag ?? "")),
      text,
    ).toEqual([]);
});

test("a reduced result is drawn above its table, in lines over time with a gap where a bin is missing", async () => {
  const hour = (at: number) => ({ $time: `2024-01-18T${String(at).padStart(2, "0")}:00:00Z` });
  const result = {
    columns: [
      { name: "hour", type: "time", role: { kind: "key", binMs: 3_600_000 } },
      { name: "kind", type: "string", role: { kind: "key" } },
      { name: "events", type: "integer", role: { kind: "aggregate", function: "count" } },
    ],
    rows: [1, 2, 3, 6, 7].flatMap((at) => [
      [hour(at), "failed", at],
      [hour(at), "placed", { $int: "20" }],
    ]),
  } as const;
  const html = await toHtml("chart", [{ language: "evq", source: "x", outputs: [savedOutput({}, result)] }]);
  const paths = [...html.matchAll(/<path class="line s\d" d="([^"]+)"/g)].map(([, path]) => path ?? "");
  expect(paths.map((path) => path.replaceAll(/[^ML]/g, ""))).toEqual(["MLLML", "MLLML"]);
  expect(html).toMatch(/<svg [^>]*role="img" aria-label="Line chart of events by hour, kind: /);
  expect(html).toContain('<li class="s0">failed</li><li class="s1">placed</li>');
  expect(html).toContain("<table>");
  expect(html).not.toMatch(/style=|<script|href=/);
});

test("bars stand on the line of zero, negative ones below it", async () => {
  const result = {
    columns: [
      { name: "kind", type: "string", role: { kind: "key" } },
      { name: "change", type: "integer", role: { kind: "aggregate", function: "avg" } },
    ],
    rows: [
      ["up", 10],
      ["down", -10],
    ],
  } as const;
  const html = await toHtml("chart", [{ language: "evq", source: "x", outputs: [savedOutput({}, result)] }]);
  const bars = [...html.matchAll(/<rect class="s0" x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)];
  const [up, down] = bars.map(([, top, height]) => ({ top: Number(top), height: Number(height) }));
  expect(up && down && Math.abs(up.top + up.height - down.top)).toBeLessThan(0.2);
  expect(up?.height).toBeCloseTo(down?.height ?? 0, 0);
});
