import { expect, test } from "vitest";
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
