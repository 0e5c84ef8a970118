import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CancellationSource, neverCancelled } from "../../../server/src/base/cancellation.ts";
import { Instant, Json, valueOf } from "../../../server/src/base/value.ts";
import type { Value } from "../../../server/src/base/value.ts";
import { parseJson, printJson } from "../../../server/src/base/json.ts";
import { storeConnector } from "../../../server/src/connectors/store/index.ts";
import type { RowPage } from "../../../server/src/connectors/connector.ts";
import type { Event } from "../../../server/src/query/event.ts";
import type { LogSource, Query } from "../../../server/src/query/query.ts";
import type { LogDatabase } from "../../../server/src/store/api.ts";
import { queryOf } from "../../support/answer.ts";
import { eventsOf } from "../../support/events.ts";
import type { EventSketch } from "../../support/events.ts";
import { insert, logDatabase, storeOf } from "../../support/logDatabase.ts";

const logs: LogDatabase[] = [];
afterAll(() => logs.forEach(({ database }) => database().close()));

function logOf(events: readonly Event[]): LogDatabase {
  const log = logDatabase(events);
  logs.push(log);
  return log;
}

async function pagesOf(log: LogDatabase, query: Query, cancellation = neverCancelled): Promise<readonly RowPage[]> {
  const pages: RowPage[] = [];
  const context = { cancellation, timeZone: "UTC", progress: () => {} };
  for await (const page of storeConnector(storeOf(log)).scan(query.from[0] as LogSource, query, context))
    pages.push(page);
  return pages;
}

/** Rows of a query text over `local.app`, one line a row. */
async function rows(text: string, log: LogDatabase): Promise<readonly string[]> {
  const pages = await pagesOf(log, queryOf(text));
  return pages.flatMap((page) => page.rows.map((row) => row.map(show).join(" ")));
}

function show(value: Value): string {
  if (value instanceof Instant) return String(value.micros);
  return value instanceof Json ? value.text : printJson(value);
}

/** Ids of the events whose payload is one of these and for which the predicate holds. */
async function kept(predicate: string, ...payloads: readonly string[]): Promise<string> {
  const log = logOf(eventsOf(payloads.map((payload) => ({ payload }))));
  return (await rows(`from local.app where ${predicate} select payload.v`, log)).join(" ");
}

const MIXED = ["5", "5.0", '"5"', "true", "1", "null", "[5]", '{"v":5}', "6"].map((value) => `{"v":${value}}`);

describe("what SQLite sees otherwise than the language", () => {
  test("booleans are no numbers", async () => {
    expect(await kept("payload.v = 1", ...MIXED)).toBe("1");
    expect(await kept("payload.v = true", ...MIXED)).toBe("true");
    expect(await kept("payload.v < 2", ...MIXED)).toBe("1");
    expect(await kept("payload.v in (1, 6)", ...MIXED)).toBe("1 6");
  });

  test("nothing is coerced, and integers equal doubles", async () => {
    expect(await kept("payload.v = 5", ...MIXED)).toBe("5 5");
    expect(await kept('payload.v = "5"', ...MIXED)).toBe('"5"');
    expect(await kept("payload.v > 5", ...MIXED)).toBe("6");
    expect(await kept('payload.v >= ""', ...MIXED)).toBe('"5"');
  });

  test("null and missing fail every test, also the negated ones", async () => {
    const some = ['{"v":null}', "{}", '{"v":1}', '{"v":"x"}'];
    expect(await kept("payload.v != 1", ...some)).toBe('"x"');
    expect(await kept("payload.v not in (1)", ...some)).toBe('"x"');
    expect(await kept("payload.v not between 0 and 1", ...some)).toBe('"x"');
    expect(await kept('payload.v not contains "y"', ...some)).toBe('1 "x"');
    expect(await kept("not (payload.v = 1)", ...some)).toBe('null null "x"');
    expect(await kept("exists payload.v", ...some)).toBe('null 1 "x"');
    expect(await kept("payload.v is null", ...some)).toBe("null null");
  });

  test("an index is for arrays and a key for objects, whatever characters it has", async () => {
    const log = logOf(
      eventsOf([{ payload: '{"a":[1,2],"b":{"0":3},"x.y":4,"q\\"q":5,"it\'s":6,"__proto__":7,"[0]":8,"\\\\":9}' }]),
    );
    const query =
      'from local.app select payload.a[1], payload.b[0], payload.b["0"], payload["x.y"], payload[\'q"q\'], payload["it\'s"], payload["__proto__"], payload["[0]"], payload[\'\\\\\'], payload.a["1"]';
    expect(await rows(query, log)).toEqual(["2 null 3 4 5 6 7 8 9 null"]);
  });

  test("strings order by code point", async () => {
    const log = logOf(eventsOf(["\uffee", "😀", "a", "B"].map((type) => ({ type }))));
    expect(await rows("from local.app order by event_type select event_type", log)).toEqual([
      '"B"',
      '"a"',
      '"\uffee"',
      '"😀"',
    ]);
  });

  test("order ranks across types, nulls last descending", async () => {
    const events = eventsOf(
      ['"a"', "true", "2", "null", "[1]", "1.5", "false", '{"a":1}'].map((v) => ({ payload: `{"v":${v}}` })),
    );
    expect(await rows("from local.app order by payload.v select payload.v", logOf(events))).toEqual([
      "null",
      "false",
      "true",
      "1.5",
      "2",
      '"a"',
      "[1]",
      '{"a":1}',
    ]);
    expect(
      await rows("from local.app order by payload.v desc limit 1 offset 7 select payload.v", logOf(events)),
    ).toEqual(["null"]);
  });

  test("integers stay exact at the borders of doubles and of 64 bits", async () => {
    const texts = ["9007199254740993", "9007199254740992", "-9223372036854775808", "9223372036854775807"].map(
      (v) => `{"v":${v}}`,
    );
    expect(await kept("payload.v = 9007199254740993", ...texts)).toBe("9007199254740993");
    expect(await kept("payload.v >= 9007199254740993", ...texts)).toBe("9007199254740993 9223372036854775807");
    expect(await kept("payload.v < 0", ...texts)).toBe("-9223372036854775808");
  });

  test("a constant may stand on the left", async () => {
    expect(await kept("5 < payload.v", ...MIXED)).toBe("6");
    expect(await kept("6 > payload.v", ...MIXED)).toBe("5 5.0 1".replace(".0", ""));
  });

  test("contains looks into arrays for members and into objects for text", async () => {
    const some = ['["a",5]', '["ab"]', '{"a":1}', '"xay"', "5"].map((v) => `{"v":${v}}`);
    expect(await kept('payload.v contains "a"', ...some)).toBe('["a",5] {"a":1} "xay"');
    expect(await kept("payload.v contains 5", ...some)).toBe('["a",5]');
    expect(await kept('payload contains "ab"', ...some)).toBe('["ab"]');
  });

  test.each([
    ["=", "start inside"],
    ["!=", "before end"],
    ["<", "before"],
    ["<=", "before start inside"],
    [">", "end"],
    [">=", "start inside end"],
  ])("timestamp %s a period", async (operator, expected) => {
    const moments = { before: "14T23:59:59.999999", start: "15T00:00:00", inside: "15T12:00:00", end: "16T00:00:00" };
    const sketches = Object.entries(moments).map(([id, at]): EventSketch => ({ id, at: `2024-01-${at}Z` }));
    const log = logOf(eventsOf(sketches));
    const found = await rows(`from local.app where timestamp ${operator} @2024-01-15 select id`, log);
    expect(found.join(" ").replaceAll('"', "")).toBe(expected);
  });

  test("weeks begin on Monday, also before 1970", async () => {
    const log = logOf(eventsOf(["1970-01-01T00:00:00Z", "1969-12-28T23:59:59Z"].map((at) => ({ at }))));
    expect(await rows("from local.app reduce count() by bin(timestamp, 1w)", log)).toEqual([
      "-864000000000 1",
      "-259200000000 1",
    ]);
  });

  test("a time is compared with text that names a time, in any zone", async () => {
    const texts = ['"2024-01-15T23:30:00-01:00"', '"2024-01-15T10:00:00Z"', '"2024-01-15"', "5"].map(
      (v) => `{"v":${v}}`,
    );
    expect(await kept("payload.v >= @2024-01-16T00:00Z", ...texts)).toBe('"2024-01-15T23:30:00-01:00"');
    expect(await kept("payload.v != @2024-01-15T10:00:00Z", ...texts)).toBe('"2024-01-15T23:30:00-01:00" 5');
  });
});

describe("odd events", () => {
  const odd = [
    "18446744073709551616",
    "1e400",
    "9007199254740993.00000000000000000000000001",
    '"a\\u0000b"',
    '"\\ud800"',
  ].map((v) => `{"v\\u0000x":"shadow","v":${v}}`);

  test("are found and shown as they were written", async () => {
    expect(await kept("payload.v > 9007199254740992", ...odd)).toBe(
      "18446744073709551616 1e400 9007199254740993.00000000000000000000000001",
    );
    expect(await kept('payload.v contains "b"', ...odd)).toBe('"a\\u0000b"');
    expect(await kept("payload.v is not null", ...odd)).toBe(
      odd
        .map((text) =>
          printJson(
            valueOf(parseJson(text)) instanceof Json
              ? ((valueOf(parseJson(text)) as Json).tree as ReadonlyMap<string, never>).get("v")!
              : null,
          ),
        )
        .join(" "),
    );
  });

  test("are a group's key as its first event has it", async () => {
    const numbers = ["2e400", "1e400", "9223372036854775808"].map((v, i) => ({
      id: `n${3 - i}`,
      seq: 9 - i,
      at: "2024-01-01T00:00:00Z",
      payload: `{"v":${v}}`,
    }));
    const query = "from local.app reduce count(), max(payload.v) by payload.v";
    expect(await rows(query, logOf(eventsOf(numbers)))).toEqual([
      "9223372036854775808 1 9223372036854775808",
      "1e400 2 1e400",
    ]);
  });

  test("are noticed when they are appended later", async () => {
    const log = logOf(eventsOf([{ payload: '{"v":1}' }]));
    expect(await rows("from local.app where not changed(v) reduce max(payload.v)", log)).toEqual(["1"]);
    insert(log.database(), eventsOf([{ id: "late", payload: '{"v":18446744073709551616}' }]));
    expect(await rows("from local.app where not changed(v) reduce max(payload.v)", log)).toEqual([
      "18446744073709551616",
    ]);
  });
});

describe("aggregates", () => {
  const sketch = (type: string, v: string): EventSketch => ({ type, payload: `{"v":${v}}` });

  test("sums of integers are exact, and null with a note beyond 64 bits", async () => {
    const log = logOf(
      eventsOf([
        sketch("a", "9223372036854775807"),
        sketch("a", "-1"),
        sketch("b", "9223372036854775807"),
        sketch("b", "1"),
        sketch("c", '"1"'),
      ]),
    );
    const pages = await pagesOf(log, queryOf("from local.app reduce sum(payload.v) as s by event_type"));
    expect(pages.flatMap((page) => page.rows)).toEqual([
      ["a", 9223372036854775806n],
      ["b", null],
      ["c", null],
    ]);
    expect(pages.flatMap((page) => page.notes ?? [])).toMatchObject([{ code: "sum-overflow" }]);
  });

  test("sums carry between the halves of integers", async () => {
    const log = logOf(eventsOf(["4294967296", "4294967295", "1"].map((v) => sketch("a", v))));
    expect(await rows("from local.app reduce sum(payload.v)", log)).toEqual(["8589934592"]);
  });

  test("first and last go by the event order, where no stream comes before the empty one", async () => {
    const at = "2024-01-01T00:00:00Z";
    const [first, second] = eventsOf([
      { ...sketch("a", '"empty"'), at, seq: 1, stream: "" },
      { ...sketch("a", '"none"'), at, seq: 1 },
    ]);
    const log = logOf([first!, { ...second!, stream_id: null }]);
    expect(await rows("from local.app reduce first(payload.v), last(payload.v), collect(payload.v)", log)).toEqual([
      '"none" "empty" ["none","empty"]',
    ]);
  });

  test("1 and 1.0 are one group, true is another", async () => {
    const log = logOf(eventsOf(["1", "1.0", "true", "null"].map((v) => sketch("a", v))));
    expect(await rows("from local.app reduce count() by payload.v", log)).toEqual(["null 1", "true 1", "1 2"]);
  });

  test("an object is one key in any order of its members, shown as first seen", async () => {
    const log = logOf(eventsOf(['{"b":1,"a":2}', '{"a":2,"b":1.0}'].map((v) => sketch("a", v))));
    expect(await rows("from local.app reduce count(), max(payload.v) by payload.v", log)).toEqual([
      '{"b":1,"a":2} 2 {"b":1,"a":2}',
    ]);
  });

  test("of equal ones the first by the event order is shown, whatever was appended first", async () => {
    const later = { at: "2024-01-02T00:00:00Z", payload: '{"v":{"a":1,"b":2}}' };
    const earlier = { at: "2024-01-01T00:00:00Z", payload: '{"v":{"b":2,"a":1}}' };
    const log = logOf(eventsOf([later, earlier]));
    const shown = '{"b":2,"a":1}';
    expect(await rows("from local.app reduce min(payload.v), max(payload.v) by payload.v", log)).toEqual([
      [shown, shown, shown].join(" "),
    ]);
  });

  test("without events there is one row, and with groups none", async () => {
    const log = logOf([]);
    expect(
      await rows("from local.app reduce count(), sum(payload.v), collect(payload.v), p50(payload.v)", log),
    ).toEqual(["0 null [] null"]);
    expect(await rows("from local.app reduce count() by event_type, bin(timestamp, 1d)", log)).toEqual([]);
  });
});

describe("a run", () => {
  let log: LogDatabase;
  beforeAll(() => {
    const sketches = Array.from({ length: 3000 }, (_, i): EventSketch => ({ id: `e${i}`, payload: `{"n":${i}}` }));
    log = logOf(eventsOf(sketches));
  });

  test("comes in pages, the first one small, and ends with the verdict", async () => {
    const pages = await pagesOf(log, queryOf("from local.app"));
    expect(pages.map((page) => page.rows.length)).toEqual([200, 400, 800, 1600, 0]);
    expect(pages.at(-1)?.completeness).toEqual({ verdict: "complete" });
    expect(pages.slice(0, -1).every((page) => page.completeness === undefined)).toBe(true);
  });

  test("says what is wrong with the log in its verdict", async () => {
    const pages = await pagesOf({ ...log, problems: ["Three bytes are bad."] }, queryOf("from local.app limit 1"));
    expect(pages.at(-1)?.completeness).toEqual({ verdict: "partial", reason: "Three bytes are bad." });
  });

  test("ends when it is cancelled, and leaves the database ready for the next", async () => {
    const cancellation = new CancellationSource();
    const context = { cancellation, timeZone: "UTC", progress: () => {} };
    const query = queryOf("from local.app where id matches '1'");
    const scan = storeConnector(storeOf(log)).scan(query.from[0] as LogSource, query, context);
    const read = async () => {
      for await (const page of scan) if (page.rows.length > 0) cancellation.cancel();
    };
    await expect(read()).rejects.toMatchObject({ code: "cancelled" });
    // A statement that was not freed would keep the table from being changed.
    log.database().run("CREATE TABLE probe(x)");
    log.database().run("DROP TABLE probe");
  });

  test("lets messages in while it looks for rows", async () => {
    const cancellation = new CancellationSource();
    setTimeout(() => cancellation.cancel(), 0);
    const slow = Array.from({ length: 50 }, (_, i) => `payload.n + ${i} as n${i}`).join(", ");
    const run = pagesOf(log, queryOf(`from local.app select ${slow}`), cancellation);
    await expect(run).rejects.toMatchObject({ code: "cancelled" });
  });

  test("frees its statement when the reader stops early", async () => {
    const query = queryOf("from local.app");
    const context = { cancellation: neverCancelled, timeZone: "UTC", progress: () => {} };
    for await (const page of storeConnector(storeOf(log)).scan(query.from[0] as LogSource, query, context)) {
      expect(page.rows.length).toBe(200);
      break;
    }
    log.database().run("CREATE TABLE probe(x)");
    log.database().run("DROP TABLE probe");
  });

  test("works after the database was exported, which forgets functions", async () => {
    const own = logOf(eventsOf([{ payload: '{"v":"ab"}' }]));
    expect(await rows('from local.app where payload.v matches "a.$" select id', own)).toEqual(['"e1"']);
    own.database().export();
    expect(await rows('from local.app where payload.v matches "a.$" select id', own)).toEqual(['"e1"']);
  });

  test("on a source without a log takes the only one, else names them", async () => {
    expect(await rows("from local limit 1 select id", log)).toEqual(['"e0"']);
    const two = {
      ...storeOf(log),
      summary: async () => ({
        path: "",
        problems: [],
        logs: ["a", "b"].map((name) => ({ name, events: 0, streams: 0, bytes: 0 })),
      }),
    };
    const scan = storeConnector(two).scan(
      { kind: "log", connection: "local" },
      { from: [] },
      { cancellation: neverCancelled, timeZone: "UTC", progress: () => {} },
    );
    const read = async () => {
      for await (const page of scan) expect(page).toBeUndefined();
    };
    await expect(read()).rejects.toMatchObject({
      code: "log.unknown",
      wayOut: { text: expect.stringContaining("a, b") as string },
    });
  });
});
