import { afterAll, describe, expect, test } from "vitest";
import { statementFor } from "../../../server/src/connectors/store/index.ts";
import { functionsOf } from "../../../server/src/connectors/store/functions.ts";
import type { LogSource } from "../../../server/src/query/query.ts";
import type { Statement } from "../../../server/src/connectors/sql/compile.ts";
import { queryOf } from "../../support/answer.ts";
import { logDatabase } from "../../support/logDatabase.ts";

const log = logDatabase([]);
afterAll(() => log.database().close());

function statement(text: string): Statement {
  const query = queryOf(text);
  return statementFor(log, query.from[0] as LogSource, query, "UTC");
}

/** SQLite's own words for how it finds the rows. */
function planOf(text: string): string {
  const { sql } = statement(text);
  functionsOf(log.database());
  const explained = log.database().prepare(`EXPLAIN QUERY PLAN ${sql}`);
  const lines: string[] = [];
  while (explained.step()) lines.push(String(explained.get()[3]));
  explained.free();
  return lines.join("\n");
}

describe("a statement", () => {
  test("holds no value of its query", () => {
    const evil = "x' OR 1=1 --";
    const key = "k'; DROP TABLE event; --";
    const { sql, values } = statement(
      `from local.app where payload["${key}"] = "${evil}" and event_type in ("${evil}", "b") and actor contains "${evil}" and payload.n > 4711 reduce count(), sum(payload["${key}"]) by payload["${key}"], bin(timestamp, 4711s) having count() > 4711 order by payload["${key}"] limit 4711`.replace(
        /order by .* limit/,
        "order by count() limit",
      ),
    );
    expect(sql).not.toMatch(/DROP|OR 1=1|4711/);
    expect(values).toContain(evil);
    expect(values).toContain("4711");
  });

  test("reads only what it needs", () => {
    expect(statement("from local.app reduce count() by event_type").sql).not.toMatch(/payload|raw/);
    expect(statement("from local.app where actor = 'a' select id").sql).not.toMatch(/payload|raw/);
  });

  test("takes lists of any length", () => {
    const many = Array.from({ length: 40_000 }, (_, i) => `"item ${i}"`).join(", ");
    expect(statement(`from local.app where event_type in (${many})`).values.length).toBeLessThan(5);
  });

  test("nests long chains of conditions shallowly", () => {
    const chain = Array.from({ length: 3000 }, (_, i) => `payload.n != ${i}`).join(" and ");
    expect(() => planOf(`from local.app where ${chain}`)).not.toThrow();
  });
});

describe("indexes serve", () => {
  test.each([
    ["a point by id", 'where id = "x"', "USING INDEX event_id (id=?)"],
    [
      "a point by stream and place",
      'where stream_id = "s" and sequence_number = 5',
      "USING INDEX event_stream (stream_id=? AND sequence_number=?)",
    ],
    ["a stream of the source", "", "USING INDEX event_stream (stream_id=?)"],
    ["a time window", "during @2024-01-15", "USING INDEX event_time (timestamp>? AND timestamp<?)"],
    ["a period", "where timestamp = @2024-01-15", "USING INDEX event_time (timestamp>? AND timestamp<?)"],
    ["the last hundred", "latest 100", "SCAN event USING INDEX event_time"],
    ["the event order", "where payload.n > 5", "SCAN event USING INDEX event_time"],
    ["a page far behind", "offset 500000 limit 100", "SCAN event USING INDEX event_time"],
    ["a type, newest first", 'where event_type = "x" latest 10', "USING INDEX event_kind (event_type=?)"],
    ["a list in a window", 'during @2024-01-15 where event_type in ("x", "y")', "USING INDEX event_"],
    ["a count by type", "reduce count() by event_type", "USING COVERING INDEX event_kind"],
    ["a count by type and hour", "reduce count() by event_type, bin(timestamp, 1h)", "USING COVERING INDEX event_kind"],
  ])("%s", (name, clauses, expected) => {
    const source = name === "a stream of the source" ? 'local.app stream "s"' : "local.app";
    const plan = planOf(`from ${source} ${clauses}`);
    expect(plan).toContain(expected);
    // The order comes off the index; only rows of one moment are sorted.
    if (expected.includes("SCAN event USING INDEX event_time")) expect(plan).toMatch(/LAST \d TERMS OF ORDER BY/);
  });
});
