import { expect, test } from "vitest";
import { parse } from "../../../server/src/syntax/parse.ts";

/** Texts of hundreds of kilobytes that make careless parsers overflow their stack or take quadratic time. */
const hostile: Readonly<Record<string, string>> = {
  "open brackets": `from a where ${"(".repeat(100_000)}`,
  "closed brackets": `from a where ${"(".repeat(100_000)}x${")".repeat(100_000)}`,
  "calls in calls": `from a where ${"f(".repeat(100_000)}`,
  "lists in lists": `from a where x in ${"[".repeat(100_000)}`,
  negations: `from a where ${"not ".repeat(100_000)}x`,
  signs: `from a where x = ${"- ".repeat(100_000)}1`,
  sums: `from a where x = ${"1 + ".repeat(100_000)}1`,
  conditions: `from a where ${"x = 1 and ".repeat(50_000)}x`,
  tests: `from a where x${" = 1".repeat(100_000)}`,
  "a long list": `from a where x in (${"1, ".repeat(200_000)}1)`,
  "a long path": `from a where a${".b".repeat(200_000)}`,
  "a long name": `from a${"-d".repeat(200_000)}`,
  "a long string": `from a where x = "${"\\n".repeat(300_000)}"`,
  "a long number": `from a limit ${"1".repeat(500_000)}`,
  "a long duration": `from a during last 1h${"1".repeat(500_000)}h`,
  statements: "from a.b where x = 1\n".repeat(10_000),
  misspellings: "wher x\n".repeat(30_000),
  "words of no meaning": "frob nicate\n".repeat(50_000),
  quotes: '"\n'.repeat(100_000),
  "raw quotes": '"""'.repeat(100_001),
  "open comments": "/*".repeat(300_000),
  blanks: `from a where${" ".repeat(500_000)}\n${"\n".repeat(500_000)}`,
  titles: `${"//# x\n".repeat(50_000)}from a`,
  pipes: "| ".repeat(200_000),
  "unknown characters": "§".repeat(300_000),
  "halves of pairs": "\ud83d".repeat(300_000),
};

test.each(Object.entries(hostile))("%s", { timeout: 20_000 }, (_, text) => {
  const started = performance.now();
  const { document, problems } = parse(text);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(document.span).toEqual({ start: 0, end: text.length });
  expect(problems.filter(({ code }) => code === "syntax.unread")).toEqual([]);
  expect(problems.length).toBeLessThanOrEqual(1000);
});

test("fifty brackets and two hundred operators are read, one more is told", () => {
  const nested = (depth: number): string => `from a where ${"(".repeat(depth)}x${")".repeat(depth)}`;
  const summed = (count: number): string => `from a where x = 1${" + 1".repeat(count)}`;
  expect(parse(nested(50)).problems).toEqual([]);
  expect(parse(nested(51)).problems).toMatchObject([{ code: "syntax.too-deep" }]);
  expect(parse(summed(190)).problems).toEqual([]);
  expect(parse(summed(201)).problems).toMatchObject([{ code: "syntax.too-deep" }]);
});
