import { expect, test } from "vitest";
import { parse } from "../../../server/src/syntax/parse.ts";
import { wordTypes } from "../../../server/src/syntax/tokens.ts";
import { clauses, vocabulary, wordsFor } from "../../../server/src/syntax/vocabulary.ts";
import type { Word } from "../../../server/src/syntax/vocabulary.ts";

test.each(vocabulary.map((word) => [`${word.kind} ${word.text}`, word] as const))(
  "%s has an example that parses",
  (_, word) => {
    expect(parse(inContext(word)).problems).toEqual([]);
    expect(word.example.toLowerCase()).toContain(word.text.split(" ")[0]);
    expect(word.description).toMatch(/^[A-Za-z].*\.$/);
  },
);

test("every keyword is told of", () => {
  for (const keyword of wordTypes.keys()) {
    const known = wordsFor(keyword).length > 0 || vocabulary.some(({ text }) => text.split(" ").includes(keyword));
    expect(known, keyword).toBe(true);
  }
});

test("a word that means several things is found as each", () => {
  expect(wordsFor("FIRST").map(({ kind }) => kind)).toEqual(["modifier", "aggregate"]);
  expect(wordsFor("order").map(({ text }) => text)).toEqual(["order by"]);
  expect(wordsFor("frob")).toEqual([]);
});

test("there are seventeen clauses", () => {
  expect(clauses).toHaveLength(17);
});

/** Examples of clauses and what stands in them are pieces of a query. */
function inContext({ kind, example }: Word): string {
  return kind === "statement" || kind === "type" || /^(from|let|param) /.test(example)
    ? example
    : `from local.audit\n${example}`;
}
