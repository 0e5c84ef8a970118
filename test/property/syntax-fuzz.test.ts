import { expect, test } from "vitest";
import type { Document } from "../../server/src/syntax/ast.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import { checkText, fuzzSyntax } from "../fuzz/syntax.ts";
import { goldenTexts } from "../support/texts.ts";

test("every golden text keeps the promises", () => {
  expect(goldenTexts.length).toBeGreaterThan(10);
  for (const text of goldenTexts) checkText(text);
});

test(
  "10,000 mutated texts are read without a throw, wholly covered, and formatted without loss",
  { timeout: 180_000 },
  () => {
    fuzzSyntax(10_000, 20_240_115);
  },
);

/** Between the cells of a notebook. */
const between = "\n\n;\n\n";

test("a text that begins anew reads there as it does alone, whatever stands open before", () => {
  const outline = (text: string, document: Document, from: number) =>
    document.statements
      .filter(({ span }) => span.start >= from)
      .map(({ kind, span }) => [kind, text.slice(span.start, span.end)]);
  for (const opening of [
    "",
    "from local /* ",
    'from local where a = """',
    "from local where (a =",
    "let",
    "//# Title",
    ";",
  ])
    for (const text of goldenTexts) {
      const cut = opening.length + between.length;
      const whole = `${opening}${between}${text}`;
      const { document, problems } = parse(whole, [opening.length, cut]);
      const alone = parse(text);
      expect(outline(whole, document, cut)).toEqual(outline(text, alone.document, 0));
      const later = problems.filter(({ span }) => span.start >= cut);
      expect(later.map(({ code, span }) => [code, span.start - cut])).toEqual(
        alone.problems.map(({ code, span }) => [code, span.start]),
      );
    }
});
