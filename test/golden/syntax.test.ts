import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "../../server/src/syntax/parse.ts";
import { format } from "../../server/src/syntax/print.ts";
import { outline } from "../support/outline.ts";

const folder = join(import.meta.dirname, "syntax");
const cases = globSync("*/query.evq", { cwd: folder }).sort();

/** One text at each stage: the tree it is read into, what is wrong with it, and its one form. */
test.each(cases)("%s", async (file) => {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const { document, problems } = parse(text);
  await expect(`${outline(document, text)}\n`).toMatchFileSnapshot(join(path, "../tree.txt"));
  if (problems.length === 0) {
    const formatted = format(text).text;
    await expect(formatted).toMatchFileSnapshot(join(path, "../formatted.evq"));
    expect(format(formatted).text).toBe(formatted);
  } else {
    const told = problems.map(({ span, code, message }) => `${lineOf(text, span.start)} ⟦${text.slice(span.start, span.end)}⟧ ${code}: ${message}`);
    await expect(`${told.join("\n")}\n`).toMatchFileSnapshot(join(path, "../problems.txt"));
  }
});

test("the examples of the language reference parse without problems", () => {
  const examples = cases.filter((file) => /^[01]/.test(file));
  expect(examples.length).toBeGreaterThanOrEqual(13);
  for (const file of examples) expect(parse(readFileSync(join(folder, file), "utf8")).problems, file).toEqual([]);
});

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
