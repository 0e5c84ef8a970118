import { describe, expect, it } from "vitest";
import { writeQuery } from "../../../../server/src/query/json.ts";
import { bound, told } from "../../../support/told.ts";

function model(text: string): unknown {
  const query = bound(text).queries.at(-1)?.query;
  return query && writeQuery(query);
}

const timestamp = { kind: "field", field: { column: "timestamp", path: [] } };

describe("windows", () => {
  it("last is from now back", () => {
    expect(model("from local.app during last 24h")).toMatchObject({
      during: {
        start: {
          kind: "arithmetic",
          operator: "-",
          left: { kind: "now" },
          right: { value: { $duration: { micros: "86400000000" } } },
        },
        end: { kind: "now" },
      },
    });
  });

  it("a literal is its whole period, a parameter keeps its own", () => {
    expect(model("from local.app during @2024-01Z")).toMatchObject({
      during: { end: { value: { $time: "2024-02-01T00:00:00Z" } } },
    });
    expect(model("param day: time\nfrom local.app during $day")).toMatchObject({
      during: { period: { kind: "parameter", name: "day" } },
    });
  });

  it("that cannot be", () => {
    expect(told("from local.app during now()")).toEqual(["during.not-a-period ⟦now()⟧"]);
    expect(told("from local.app during '2024'")).toEqual(["type.mismatch ⟦'2024'⟧"]);
    expect(told("from local.app during @2024Z .. @2023Z")).toEqual(["warning: during.empty ⟦@2024Z .. @2023Z⟧"]);
    expect(told("from local.app during last 5")).toEqual(["type.mismatch ⟦5⟧"]);
    expect(told("from local.app during last payload.n")).toEqual(["field.not-constant ⟦payload.n⟧"]);
  });

  it("before what the source keeps", () => {
    const now = 1_705_312_800_000_000n;
    expect(told("from akeneo during last 31d", { now })).toEqual([
      "warning: window.before-retention ⟦during last 31d⟧",
    ]);
    expect(told("from akeneo during last 29d", { now })).toEqual([]);
    expect(told("from akeneo during last 31d")).toEqual([]);
    expect(told("param d: duration = 40d\nfrom opencontent.eventlog during last $d", { now })).toEqual([
      "warning: window.before-retention ⟦during last $d⟧",
    ]);
  });
});

describe("short forms", () => {
  it("latest is order and limit", () => {
    expect(model("from local.app latest 5")).toMatchObject({
      orderBy: [{ value: timestamp, direction: "desc" }],
      limit: { value: { $int: "5" } },
    });
  });

  it("several where are one", () => {
    expect(model("from local.app where payload.a where payload.b and payload.c")).toMatchObject({
      where: { kind: "and", of: [{}, {}, {}] },
    });
  });

  it("a field as a test asks whether it is true", () => {
    expect(model("from local.app where payload.a")).toMatchObject({
      where: { kind: "compare", operator: "eq", right: { value: true } },
    });
  });

  it("named percentiles are percentiles", () => {
    expect(model("from local.app reduce p95(payload.n)")).toMatchObject({
      reduce: { aggregates: [{ name: "p95(payload.n)", function: "percentile", percent: { value: { $int: "95" } } }] },
    });
  });

  it("defaults: dedupe keeps the last, collapse the first, order goes up", () => {
    expect(model("from local.app dedupe by id collapse by actor within 5m order by id")).toMatchObject({
      dedupe: { keep: "last" },
      collapse: { keep: "first", window: "within" },
      orderBy: [{ direction: "asc" }],
    });
  });
});

describe("groups", () => {
  it("columns are called by their text", () => {
    const { columns } =
      bound("from local.app reduce count(), Sum( payload.n ) by payload.a, bin(timestamp,1h), event_type as t")
        .queries[0] ?? {};
    expect(columns).toEqual([
      { name: "payload.a", type: "mixed" },
      { name: "bin(timestamp, 1h)", type: "time" },
      { name: "t", type: "string" },
      { name: "count()", type: "integer" },
      { name: "sum(payload.n)", type: "number" },
    ]);
  });

  it("later clauses find aggregates and keys again, or make hidden ones", () => {
    expect(
      model(
        "from local.app reduce count() as n by bin(timestamp, 1h) as hour having count() > 5 order by bin(timestamp, 1h), max(payload.x)",
      ),
    ).toMatchObject({
      reduce: { aggregates: [{ name: "n" }, { name: "max(payload.x)", function: "max", hidden: true }] },
      having: { left: { field: { column: "n" } } },
      orderBy: [{ value: { field: { column: "hour" } } }, { value: { field: { column: "max(payload.x)" } } }],
    });
  });

  it("what is not there any more, or not yet", () => {
    expect(told("from local.app reduce count() by actor order by id")).toEqual(["field.gone ⟦id⟧"]);
    expect(told("from local.app where n > 5 reduce count() as n")).toEqual([
      "column.too-early ⟦n⟧ → from local.app having n > 5 reduce count() as n",
    ]);
    expect(told("from local.app where count() > 5 reduce count()")).toEqual([
      "aggregate.misplaced ⟦count()⟧ → from local.app having count() > 5 reduce count()",
    ]);
    expect(told("from local.app where collapsed_count > 5 collapse by actor within 1m")).toEqual([
      "column.too-early ⟦collapsed_count⟧ → from local.app having collapsed_count > 5 collapse by actor within 1m",
    ]);
    expect(told("from local.app select payload.a + 1 as x order by x")).toEqual([
      "column.too-early ⟦x⟧ → from local.app select payload.a + 1 as x order by payload.a + 1",
    ]);
  });

  it("two columns of one name", () => {
    expect(told("from local.app reduce count(), count() as a, sum(payload.b) as a")).toEqual(["column.duplicate ⟦a⟧"]);
    expect(told("from local.app select id, id")).toEqual(["column.duplicate ⟦id⟧"]);
  });

  it("aggregates that are none, or not well made", () => {
    expect(told("from local.app reduce actor by id")).toEqual(["reduce.no-aggregate ⟦actor⟧"]);
    expect(told("from local.app reduce sum()")).toEqual(["function.arguments ⟦sum()⟧"]);
    expect(told("from local.app reduce percentile(payload.n, 101)")).toEqual(["percentile.range ⟦101⟧"]);
    expect(told("from local.app reduce percentile(payload.n, 'x')")).toEqual(["type.mismatch ⟦'x'⟧"]);
    expect(told("from local.app reduce max(count())")).toEqual(["aggregate.nested ⟦count()⟧"]);
    expect(told("from local.app reduce count() by sum(payload.n)")).toEqual(["aggregate.misplaced ⟦sum(payload.n)⟧"]);
    expect(told("from local.app having count() > 5")).toEqual(["aggregate.without-reduce ⟦count()⟧"]);
  });
});

describe("clauses that exclude each other", () => {
  it.each([
    ["latest 5 limit 5", "limit"],
    ["order by id latest 5", "latest"],
    ["reduce count() fetch current", "fetch current"],
    ["reduce count() diff", "diff"],
    ["select id into local.x", "into"],
    ["collapse by id within 1m into local.x", "into"],
    ["diff into local.x", "into"],
    ["reduce count() into local.x", "into"],
    ['since checkpoint "c" limit 5', "limit"],
    ['since checkpoint "c" latest 5', "latest"],
    ['since checkpoint "c" offset 5', "offset"],
    ["during last 1d reduce count() limit 5 compare to previous", "compare to"],
  ])("%s", (clauses, keyword) => {
    expect(told(`from local.app ${clauses}`).filter((line) => line.startsWith("clause.conflict"))[0]).toContain(
      `⟦${keyword}⟧`,
    );
  });

  it("pipes against the order of meaning", () => {
    expect(told("from local.app | limit 5 | where id = 'x'")).toEqual(["warning: clause.order ⟦where⟧"]);
    expect(told("from local.app limit 5 where id = 'x'")).toEqual([]);
    expect(
      told("from local.app | where id = 'x' | reduce count() by actor | having count() > 1 | order by actor | limit 5"),
    ).toEqual([]);
  });

  it("twice the same, which the syntax tells, gives no model", () => {
    expect(() => bound("from local.app limit 5 limit 6")).toThrow(/one `limit` only/);
  });
});

describe("comparisons", () => {
  it("need a window and a key", () => {
    expect(told("from local.app reduce count() compare to previous")).toEqual(["compare.no-window ⟦compare to⟧"]);
    expect(told("from local.app during last 1d compare to previous 7d")).toEqual(["compare.no-key ⟦compare to⟧"]);
    expect(told("from local.app during last 1d compare to previous 7d on entity_id ignoring id, payload")).toEqual([]);
    expect(
      told("from local.app during last 1d reduce count() by payload.a compare to @2024-01-14Z on payload.a"),
    ).toEqual([]);
  });

  it("with a named query need none", () => {
    expect(
      told("let a = from local.app reduce count() by actor\nfrom shop reduce count() by actor compare to a"),
    ).toEqual(["information: count.lower-bound ⟦count()⟧"]);
    expect(
      told("let a = from local.app reduce count() by event_type\nfrom local.app reduce count() by actor compare to a"),
    ).toEqual(["compare.no-key ⟦compare to⟧"]);
    expect(
      told(
        "let a = from local.app reduce count() as n by event_type\nfrom local.app reduce count() as n by actor compare to a on n, actor",
      ),
    ).toEqual(["compare.columns-differ ⟦actor⟧"]);
    expect(told("let other = from local.app\nfrom local.app compare to othr")).toEqual([
      "source.unknown ⟦othr⟧ → let other = from local.app from local.app compare to other",
    ]);
  });

  it("see what select leaves", () => {
    expect(
      told("from local.app during last 1d select entity_id, payload.a compare to previous on entity_id, payload.a"),
    ).toEqual([]);
    expect(told("from local.app during last 1d select entity_id compare to previous on actor")).toEqual([
      "field.unknown ⟦actor⟧",
    ]);
  });
});

describe("expectations", () => {
  it("see columns that are not selected, and selected ones by their names", () => {
    expect(model("from local.app select payload.a as x expect every x > 5 and actor is not null")).toMatchObject({
      expect: [
        {
          predicate: {
            of: [{ left: { field: { column: "payload", path: ["a"] } } }, { left: { field: { column: "actor" } } }],
          },
        },
      ],
    });
  });

  it("count rows", () => {
    expect(told("from local.app expect rows = 0 expect complete expect rows <= $n".replace("$n", "5"))).toEqual([]);
    expect(told("from local.app expect rows = -1")).toEqual(["count.invalid ⟦-1⟧"]);
    expect(told("from local.app expect rows = 'x'")).toEqual(["count.invalid ⟦'x'⟧"]);
  });
});

describe("into", () => {
  it("keeps events in the local store", () => {
    expect(model("from akeneo into local.archive stream entity_id")).toMatchObject({
      into: { kind: "log", connection: "local", log: "archive", stream: { kind: "field" } },
    });
    expect(told("from akeneo into archive")).toEqual(["into.not-local ⟦archive⟧ → from akeneo into local.archive"]);
    expect(told("from akeneo into shop.logs")).toEqual(["into.not-local ⟦shop.logs⟧ → from akeneo into local.shop"]);
    expect(told("from akeneo into local")).toEqual(["log.missing ⟦local⟧"]);
    expect(told("let a = from local.app select id\nfrom a into local.x")).toEqual(["rows.not-events ⟦into⟧"]);
  });
});

describe("rows that are no events", () => {
  it.each(["during last 1d", "collapse by id within 1m", "latest 5", "fetch current", "diff"])("%s", (clause) => {
    expect(told(`let a = from local.app select id\nfrom a ${clause}`).map((line) => line.split(" ")[0])).toEqual([
      "rows.not-events",
    ]);
  });

  it("of different columns are no timeline", () => {
    expect(told("let a = from local.app select id\nfrom local.app, a")).toEqual(["source.columns-differ ⟦a⟧"]);
    expect(told("let a = from local.app where payload.x\nfrom a, akeneo")).toEqual([]);
  });
});
