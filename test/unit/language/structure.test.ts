import { describe, expect, test } from "vitest";
import { codeLens } from "../../../server/src/language/codeLens.ts";
import { folding } from "../../../server/src/language/folding.ts";
import { formatting, rangeFormatting } from "../../../server/src/language/formatting.ts";
import { queryAt } from "../../../server/src/language/queryAt.ts";
import { selectionRanges } from "../../../server/src/language/selectionRange.ts";
import { symbols } from "../../../server/src/language/symbols.ts";
import type { Edit } from "../../../server/src/syntax/problem.ts";
import { marked, withRanges } from "../../support/markers.ts";
import { snapshotOf } from "../../support/snapshots.ts";

const document = `// A note
// in two lines
param kind: string = "a"

//# Errors
let errors = from local.orders where event_type = $kind

//# By hour
from errors
reduce count() by bin(timestamp, 1h)

from local.orders latest 5
`;

describe("outline", () => {
  test("statements by title or name, a query without a title by its first words", () => {
    expect(symbols(snapshotOf(document)).map(({ kind, name, detail }) => [kind, name, detail])).toEqual([
      ["param", "kind", 'param kind: string = "a"'],
      ["let", "errors", "Errors"],
      ["query", "By hour", "from errors reduce count() by bin(timestamp, 1h)"],
      ["query", "from local.orders latest 5", ""],
    ]);
  });
  test("what is selected lies inside the symbol, also in an unfinished text", () => {
    for (const text of [document, "let", "param", "//# t\nfrom", "from from let = param :"]) {
      for (const { span, selection } of symbols(snapshotOf(text))) {
        expect(selection.start).toBeGreaterThanOrEqual(span.start);
        expect(selection.end).toBeLessThanOrEqual(span.end);
      }
    }
  });
});

describe("folding", () => {
  test("statements, and line comments that follow each other", () => {
    const folds = folding(snapshotOf(document));
    const texts = folds.map(({ span }) => document.slice(span.start, span.end));
    expect(texts).toContain("// A note\n// in two lines");
    expect(texts).toContain("from local.orders latest 5");
    expect(texts.some((text) => text.startsWith("from errors\nreduce"))).toBe(true);
  });
});

describe("lenses", () => {
  test("Run and Explain at each query, on its title where it has one, and the parameters that it uses", () => {
    const lenses = codeLens(snapshotOf(document));
    expect(lenses.map(({ action }) => action)).toEqual(["run", "explain", "parameters", "run", "explain"]);
    expect(lenses[2]?.parameters).toEqual(["kind"]);
    expect(lenses.map(({ span }) => document.slice(span.start, span.end))).toEqual([
      "//# By hour",
      "//# By hour",
      "//# By hour",
      "from",
      "from",
    ]);
    expect(lenses.map(({ query }) => queryAt(snapshotOf(document), query))).toEqual([0, 0, 0, 1, 1]);
  });
});

describe("the query that is meant", () => {
  const at = (place: string) => queryAt(snapshotOf(document), document.indexOf(place));
  test.each([
    ["// A note", 0],
    ["kind: string", 0],
    ["errors = from", 0],
    ["//# By hour", 0],
    ["reduce", 0],
    ["from local.orders latest", 1],
  ])("at %s", (place, query) => {
    expect(at(place)).toBe(query);
  });
  test("behind the last one it is the last one; without one there is none", () => {
    expect(queryAt(snapshotOf(document), document.length)).toBe(1);
    expect(queryAt(snapshotOf("let a = 1\n"), 3)).toBeUndefined();
    expect(queryAt(snapshotOf("from local\nlet a = 1"), 14)).toBe(0);
  });
});

describe("formatting", () => {
  const apply = (text: string, edits: readonly Edit[]) =>
    edits.reduceRight((result, { span, text }) => result.slice(0, span.start) + text + result.slice(span.end), text);
  test("one small edit, and none for a formatted text", () => {
    const text = "from local.orders\nwhere   actor = 'é𝒳'\n";
    const edits = formatting(snapshotOf(text));
    expect(edits).toHaveLength(1);
    const formatted = apply(text, edits);
    expect(formatting(snapshotOf(formatted))).toEqual([]);
    expect(formatted.split(/\s+/)).toContain("actor");
  });
  test("a range formats the statements it touches and no other", () => {
    const { text, ranges } = marked("FROM local.orders\n\n⟦FROM local.orders⟧   latest  5\n");
    const formatted = apply(text, rangeFormatting(snapshotOf(text), ranges[0]!));
    expect(formatted.startsWith("FROM local.orders\n\nfrom local.orders")).toBe(true);
  });
});

describe("expanding a selection", () => {
  test("from a name to the whole text, each larger than the one before", () => {
    const { text, cursor } = marked("let a = 1\nfrom local.orders where payload.tot|al > 5 and actor = 1");
    const spans = selectionRanges(snapshotOf(text), cursor);
    expect(spans.map(({ start, end }) => text.slice(start, end)).slice(0, 4)).toEqual([
      "total",
      "payload.total",
      "payload.total > 5",
      "payload.total > 5 and actor = 1",
    ]);
    expect(spans.at(-1)).toEqual({ start: 0, end: text.length });
    expect(withRanges(text, [spans[1]!])).toContain("⟦payload.total⟧");
  });
});
