import { expect, test } from "vitest";
import type { Catalog } from "../../../server/src/query/catalog.ts";
import { catalogOf } from "../../../server/src/query/kinds.ts";
import { columnRoles } from "../../../server/src/engine/columnRoles.ts";
import { readText } from "../../../server/src/evq.ts";
import { ground } from "../../../server/src/query/ground.ts";

const catalog: Catalog = catalogOf([{ name: "local", kind: "local", connected: true }]);

function roles(text: string): Readonly<Record<string, unknown>> {
  const query = readText(text, catalog, { timeZone: "UTC" }).bound.queries[0]?.query;
  if (!query) throw new Error(`not a query: ${text}`);
  return Object.fromEntries(columnRoles(ground(query, { parameters: new Map(), now: 0n, timeZone: "UTC" })));
}

const hour = 3_600_000;

test("keys and aggregates are told, with the width of a time's bins", () => {
  expect(
    roles("from local.app reduce count() as n, p95(payload.ms) by bin(timestamp, 1h) as hour, event_type"),
  ).toEqual({
    hour: { kind: "key", binMs: hour },
    event_type: { kind: "key" },
    n: { kind: "aggregate", function: "count" },
    "p95(payload.ms)": { kind: "aggregate", function: "percentile" },
  });
  expect(roles("from local.app reduce count() by bin(timestamp, 1mo) as month")["month"]).toEqual({
    kind: "key",
    binMs: 31 * 24 * hour,
  });
  expect(roles("from local.app reduce count() by bin(timestamp, 1d) as day")["day"]).toEqual({
    kind: "key",
    binMs: 25 * hour,
  });
  expect(roles("from local.app reduce count() by bin(payload.n, 10) as ten")["ten"]).toEqual({ kind: "key" });
});

test("columns keep their roles through select and named queries, unless they are worked out", () => {
  expect(roles("from local.app reduce count() as n by actor select actor as who, n")).toEqual({
    who: { kind: "key" },
    n: { kind: "aggregate", function: "count" },
  });
  expect(roles("let per = from local.app reduce count() as n by actor\nfrom per where n > 1 order by n")).toEqual({
    actor: { kind: "key" },
    n: { kind: "aggregate", function: "count" },
  });
  expect(roles("from local.app order by timestamp")).toEqual({});
});

test("an aggregate that only sorts is no column", () => {
  expect(Object.keys(roles("from local.app reduce count() as n by actor order by max(timestamp)"))).toEqual([
    "actor",
    "n",
  ]);
});
