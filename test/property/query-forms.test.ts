import fc from "fast-check";
import { expect, test } from "vitest";
import { printJson } from "../../server/src/base/json.ts";
import { Instant, Json } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { bind } from "../../server/src/query/bind.ts";
import { parseJson } from "../../server/src/base/json.ts";
import { coreText, fromCoreQuery, toCoreQuery } from "../../server/src/query/core.ts";
import { evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import type { Event } from "../../server/src/query/event.ts";
import { ground } from "../../server/src/query/ground.ts";
import { readQuery, writeQuery } from "../../server/src/query/json.ts";
import type { Query } from "../../server/src/query/query.ts";
import { queryText } from "../../server/src/query/text.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import { nastyWorlds } from "../support/nastyQueries.ts";
import { catalog } from "../support/worlds.ts";

const RUNS = 6000;

test("a query survives JSON", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(nastyWorlds, ([, query]) => {
      expect(readQuery(JSON.parse(JSON.stringify(writeQuery(query))))).toEqual({ query });
    }),
    { numRuns: RUNS },
  );
});

test("the text of a query means the same, and changes no more once it was bound", { timeout: 60_000 }, () => {
  let read = 0;
  fc.assert(
    fc.property(nastyWorlds, ([events, query]) => {
      const { text } = queryText(query);
      const again = text === undefined ? undefined : boundQuery(text);
      if (text === undefined || !again) return;
      read++;
      const { text: formed = "", problem: unwritable } = queryText(again);
      expect(unwritable, text).toBeUndefined();
      expect(queryText(boundQuery(formed) ?? again).text).toBe(formed);
      expect(answerOf(again, events), text).toStrictEqual(answerOf(query, events));
    }),
    { numRuns: RUNS },
  );
  // The others add text to numbers, look into what is no JSON, or hold what the language cannot write.
  expect(read).toBeGreaterThan(RUNS / 5);
});

test("a core query means the same as the query it was made of", { timeout: 60_000 }, () => {
  let made = 0;
  fc.assert(
    fc.property(nastyWorlds, ([events, query]) => {
      const { core } = toCoreQuery(query);
      if (!core) return;
      made++;
      const { query: again, problem } = fromCoreQuery(parseJson(coreText(core)));
      expect(problem).toBeUndefined();
      expect(again && answerOf(again, events), coreText(core)).toStrictEqual(answerOf(query, events));
    }),
    { numRuns: RUNS },
  );
  expect(made).toBeGreaterThan(RUNS / 30);
});

/** The model of a text's last query; undefined when it has errors, as it has where types can never fit. */
function boundQuery(text: string): Query | undefined {
  const { document, problems } = parse(text);
  expect(problems, text).toStrictEqual([]);
  const query = bind(document, catalog, { timeZone: "UTC" }).queries.at(-1)?.query;
  return query && ground(query, { parameters: new Map(), now: 0n, timeZone: "UTC" });
}

function answerOf(query: Query, events: readonly Event[]): unknown {
  const { table } = evaluate(query, () => events, { timeZone: "UTC" });
  return { columns: table.columns, rows: table.rows.map(({ values }) => values.map(shown)) };
}

function shown(value: Value): string {
  if (value instanceof Instant) return `@${value.micros}`;
  return value instanceof Json ? value.text : printJson(value);
}
