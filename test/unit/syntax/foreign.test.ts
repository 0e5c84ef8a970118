import { expect, test } from "vitest";
import { parse } from "../../../server/src/syntax/parse.ts";
import { meaning } from "../../support/meaning.ts";
import { fixed } from "../../support/syntax.ts";

/** The foreign text is read as what its fix writes, every problem is of one kind, and the fixed text has none. */
function check(foreign: string, native: string): void {
  const { document, problems } = parse(foreign);
  expect(problems.length).toBeGreaterThan(0);
  for (const { code, severity } of problems) expect([code, severity]).toEqual(["syntax.foreign-word", "error"]);
  expect(fixed(foreign)).toBe(native);
  const read = parse(native);
  expect(read.problems).toEqual([]);
  expect(meaning(document)).toEqual(meaning(read.document));
}

test.each([
  ["from a summarize count() by x", "from a reduce count() by x"],
  ["from a stats avg(x)", "from a reduce avg(x)"],
  ["from a group by x, y", "from a reduce count() by x, y"],
  ["from a reduce count() group by x", "from a reduce count() by x"],
  ["from a take 5", "from a limit 5"],
  ["from a HEAD 5", "from a limit 5"],
  ["from a top 5", "from a limit 5"],
  ["from a top 5 by x", "from a order by x desc limit 5"],
  ["from a top $n by count() asc, y", "from a order by count() asc, y limit $n"],
  ["from a sort x desc", "from a order by x desc"],
  ["from a sort by x", "from a order by x"],
  ["from a filter x = 1", "from a where x = 1"],
  ["from a project x, y as z", "from a select x, y as z"],
  ["from a keep x", "from a select x"],
  ["from a fields x", "from a select x"],
  ["from a dedupe by x keep y, z", "from a dedupe by x select y, z"],
  ['from a where t > ago "1h"', "from a where t > ago(1h)"],
  ["from a where t > ago 1h", "from a where t > ago(1h)"],
  ["from a where x && !(y || z)", "from a where x and not (y or z)"],
  ["from a summarize n = count() by h = bin(t, 1h)", "from a reduce count() as n by bin(t, 1h) as h"],
  ["from a project n = payload.x", "from a select payload.x as n"],
  ["from a stats count(*)", "from a reduce count()"],
])("%s", check);

test("keep first and keep last right behind dedupe and collapse are no foreign words", () => {
  expect(parse("from a dedupe by x keep first").problems).toEqual([]);
  expect(parse("from a collapse by x within 5m\nkeep last").problems).toEqual([]);
});

test("foreign words are fields and sources like any other", () => {
  expect(
    parse("from a where top = 1 and take < 2 select sort, head, stats as project, filter order by group").problems,
  ).toEqual([]);
  expect(parse("from local.top stream 'x'").problems).toEqual([]);
});

test("a query that begins with its source gets its from", () => {
  expect(fixed("local.audit | where x = 1")).toBe("from local.audit | where x = 1");
  expect(fixed('from "user-activity"')).toBe("from `user-activity`");
});
