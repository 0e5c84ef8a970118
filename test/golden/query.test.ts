import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readInstant } from "../../server/src/base/instant.ts";
import { bind } from "../../server/src/query/bind.ts";
import type { BoundQuery } from "../../server/src/query/bind.ts";
import { coreText, toCoreQuery } from "../../server/src/query/core.ts";
import { readQuery, writeQuery } from "../../server/src/query/json.ts";
import { queryText } from "../../server/src/query/text.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import { catalog } from "../support/worlds.ts";

const texts = join(import.meta.dirname, "syntax");
const folder = join(import.meta.dirname, "query");
const cases = globSync(["0*/query.evq", "10*/query.evq", "11*/query.evq"], { cwd: texts }).sort();
const settings = { timeZone: "UTC", now: readInstant("2024-02-01T00:00:00Z") ?? 0n };

/** One text at each stage behind the tree: what is said of it, its model, and the text that is written of the model. */
test.each(cases)("%s", async (file) => {
  const text = readFileSync(join(texts, file), "utf8");
  const { queries, problems } = bind(parse(text).document, catalog, settings);
  const path = join(folder, file, "..");
  const said = problems.map(({ severity, code, span, message }) => `${severity} ${code} ⟦${text.slice(span.start, span.end)}⟧ ${message}\n`);
  if (said.length > 0) await expect(said.join("")).toMatchFileSnapshot(join(path, "problems.txt"));
  await expect(`${JSON.stringify(queries.map(modelOf), undefined, 2)}\n`).toMatchFileSnapshot(join(path, "model.json"));
  await expect(queries.map(writtenOf).join("\n")).toMatchFileSnapshot(join(path, "written.evq"));
  await expect(queries.map(coreOf).join("\n")).toMatchFileSnapshot(join(path, "core.txt"));
  for (const { query } of queries) {
    expect(query && readQuery(JSON.parse(JSON.stringify(writeQuery(query))))).toStrictEqual({ query });
  }
});

test("every example of the language reference has a model", () => {
  expect(cases.length).toBeGreaterThanOrEqual(10);
  for (const file of cases) {
    const { document } = parse(readFileSync(join(texts, file), "utf8"));
    const { queries } = bind(document, catalog, settings);
    expect(queries.length, file).toBeGreaterThan(0);
    for (const { query } of queries) expect(query, file).toBeDefined();
  }
});

function modelOf({ query }: BoundQuery): unknown {
  return query && writeQuery(query);
}

function writtenOf({ query }: BoundQuery): string {
  return query ? (queryText(query).text ?? "") : "";
}

function coreOf({ query }: BoundQuery): string {
  if (!query) return "";
  const answer = toCoreQuery(query);
  return answer.core ? `${coreText(answer.core)}\n` : `${answer.clause}: ${answer.reason}\n`;
}
