import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellsOf, textOf, type PlainCell } from "../../../../client/src/notebook/evqText.ts";
import { samples } from "../../../host/checkout.ts";

const evq = (source: string): PlainCell => ({ language: "evq", source });
const text = (source: string): PlainCell => ({ language: "markdown", source });

describe("a text of queries as cells", () => {
  test("has a cell a paragraph; comments of their own are text, titles and comments at a query stay with it", () => {
    expect(
      cellsOf(
        "// Welcome.\n// # Second line\n\n// Only failed ones.\n//# Failed\nfrom local.a\n\nwhere x = 1\n\nlet b =\n\n  from local.c\nlet d = 1\n\n/* from\n\nfrom */\nfrom local.d\n",
      ),
    ).toEqual([
      text("Welcome.\n# Second line"),
      evq("// Only failed ones.\n//# Failed\nfrom local.a\n\nwhere x = 1"),
      evq("let b =\n\n  from local.c\nlet d = 1\n\n/* from\n\nfrom */\nfrom local.d"),
    ]);
  });

  test("goes there and back without marks where its paragraphs are its cells", () => {
    const plain = "// # Orders\n//\n// Two lines.\n\n//# All\nfrom local.orders\n\nparam x: string\n";
    expect(textOf(cellsOf(plain))).toBe(plain);
  });

  test("is marked where paragraphs do not tell the cells apart", () => {
    const cells = [text("One"), text("Two"), evq(""), evq("from local.a\n\nfrom local.b")];
    expect(textOf(cells)).toBe(
      "// %% [markdown]\n// One\n\n// %% [markdown]\n// Two\n\n// %%\n\n// %%\nfrom local.a\n\nfrom local.b\n",
    );
    expect(cellsOf(textOf(cells))).toEqual(cells);
  });

  test("comes back from every notebook", () => {
    const lines = fc.constantFrom("from local.a", "", "// note", "//# Title", "where a = 'x", '"""', "/*", "# Head", "let x =", "// %%", "  indented", "text"); // prettier-ignore
    const cell = fc.record({
      language: fc.constantFrom("evq", "markdown", "json"),
      source: fc.array(lines, { maxLength: 5 }).map((all) => all.join("\n").replace(/^\n+/, "").trimEnd()),
    });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 5 }), (cells) => {
        const back = cellsOf(textOf(cells));
        const calmed = cells.map(({ language, source }) => ({
          language,
          source: language === "evq" ? source.replaceAll(/^\/\/ %%/gm, "//  %%") : source,
        }));
        expect(back).toEqual(calmed);
      }),
      { numRuns: 500 },
    );
  });

  test("loses nothing of the samples", () => {
    const files = globSync("*.evq", { cwd: samples });
    expect(files.length).toBeGreaterThanOrEqual(8);
    for (const file of files) {
      const content = readFileSync(join(samples, file), "utf8");
      const squeezed = (one: string) => one.replaceAll(/\n{2,}/g, "\n").trim();
      expect(squeezed(textOf(cellsOf(content))), file).toBe(squeezed(content));
    }
  });
});
