import { describe, expect, it } from "vitest";
import { answer, evaluation } from "../../../support/answer.ts";
import { eventsOf, payloads } from "../../../support/events.ts";
import type { Event } from "../../../../server/src/query/event.ts";

describe("reduce", () => {
  const events = payloads(
    '{"k":"a","n":1}',
    '{"k":"b","n":2.5}',
    '{"k":"a","n":3}',
    '{"k":"a","n":"x"}',
    '{"k":"b"}',
    '{"n":7}',
  );
  const reduced = (aggregates: string, by = "by payload.k") =>
    answer(`from local.app reduce ${aggregates} ${by}`, events);

  it("has keys first, then aggregates, groups by their keys, null first", () => {
    expect(reduced("count(), count(payload.n)")).toStrictEqual(["-  1  1", '"a"  3  3', '"b"  2  1']);
  });
  it("ignores what is no number in numeric aggregates", () => {
    expect(reduced("sum(payload.n), avg(payload.n)")).toStrictEqual(["-  7  7", '"a"  4  2', '"b"  2.5  2.5']);
  });
  it("ranks across types in min and max", () => {
    expect(reduced("min(payload.n), max(payload.n)")).toStrictEqual(["-  7  7", '"a"  1  "x"', '"b"  2.5  2.5']);
  });
  it("takes first, last and collect by event order; collect keeps nulls", () => {
    expect(reduced("first(payload.n), last(payload.n), collect(payload.n)")).toStrictEqual([
      "-  7  7  [7]",
      '"a"  1  "x"  [1,3,"x"]',
      '"b"  2.5  2.5  [2.5,null]',
    ]);
  });
  it("counts distinct known values by language equality", () => {
    expect(
      answer(
        "from local.app reduce distinct(payload.v)",
        payloads('{"v":1}', '{"v":1.0}', '{"v":"1"}', '{"v":null}', '{"v":{"a":1}}', '{"v":{"a":1.0}}'),
      ),
    ).toStrictEqual(["3"]);
  });
  it("gives percentiles by nearest rank", () => {
    const hundred = payloads(...Array.from({ length: 100 }, (_, i) => `{"n":${100 - i}}`));
    expect(
      answer(
        "from local.app reduce p50(payload.n), p90(payload.n), p99(payload.n), percentile(payload.n, 0), percentile(payload.n, 100)",
        hundred,
      ),
    ).toStrictEqual(["50  90  99  1  100"]);
  });
  it("gives one row over nothing without by, and none with it", () => {
    expect(
      answer("from local.app where false reduce count(), sum(payload.n), min(payload.n), collect(payload.n)", events),
    ).toStrictEqual(["0  -  -  []"]);
    expect(answer("from local.app where false reduce count() by payload.k", events)).toStrictEqual([]);
  });
  it("sums integers exactly, and says where they do not fit", () => {
    const big = payloads('{"n":9223372036854775807}', '{"n":-1}', '{"n":1}', '{"n":1}');
    expect(answer("from local.app where payload.n != 1 reduce sum(payload.n)", big)).toStrictEqual([
      "9223372036854775806",
    ]);
    const overflown = evaluation("from local.app reduce sum(payload.n) as total", big);
    expect(overflown.table.rows[0]?.values).toStrictEqual([null]);
    expect(overflown.notes).toMatchObject([{ code: "sum-overflow" }]);
  });
  it("sees having and order by over aggregates that are not shown", () => {
    expect(reduced("count() as c", "by payload.k having sum(payload.n) > 3 order by max(payload.n)")).toStrictEqual([
      "-  1",
      '"a"  3',
    ]);
  });
});

describe("bin", () => {
  it("counts units below a day from the epoch, also before it", () => {
    const events = eventsOf([
      { at: "1969-12-31T23:59:59.5Z" },
      { at: "1970-01-01T00:59:59Z" },
      { at: "1970-01-01T01:00:00Z" },
    ]);
    expect(answer("from local.app reduce count() by bin(timestamp, 1h)", events)).toStrictEqual([
      "1969-12-31T23:00:00Z  1",
      "1970-01-01T00:00:00Z  1",
      "1970-01-01T01:00:00Z  1",
    ]);
  });
  it("follows the zone for days, through a change of the clocks", () => {
    const events = eventsOf([
      { at: "2024-03-30T23:00:00Z" },
      { at: "2024-03-31T21:59:59Z" },
      { at: "2024-03-31T22:00:00Z" },
    ]);
    expect(
      answer("from local.app reduce count() by bin(timestamp, 1d)", events, { timeZone: "Europe/Berlin" }),
    ).toStrictEqual(["2024-03-30T23:00:00Z  2", "2024-03-31T22:00:00Z  1"]);
  });
  it("begins weeks on Monday, and knows months", () => {
    const events = eventsOf([
      { at: "2024-01-07T23:59:59Z" },
      { at: "2024-01-08T00:00:00Z" },
      { at: "2024-02-29T00:00:00Z" },
    ]);
    expect(answer("from local.app reduce count() by bin(timestamp, 1w)", events)).toStrictEqual([
      "2024-01-01T00:00:00Z  1",
      "2024-01-08T00:00:00Z  1",
      "2024-02-26T00:00:00Z  1",
    ]);
    expect(answer("from local.app reduce count() by bin(timestamp, 1mo)", events)).toStrictEqual([
      "2024-01-01T00:00:00Z  2",
      "2024-02-01T00:00:00Z  1",
    ]);
  });
  it("floors numbers, negative ones too", () => {
    expect(
      answer(
        "from local.app reduce count() by bin(payload.n, 10)",
        payloads('{"n":-1}', '{"n":9}', '{"n":10}', '{"n":9.5}', '{"n":"x"}'),
      ),
    ).toStrictEqual(["-  1", "-10  1", "0  2", "10  1"]);
  });
});

describe("dedupe and collapse", () => {
  const events = eventsOf([
    { at: "2024-01-01T00:00:00Z", type: "a" },
    { at: "2024-01-01T00:03:00Z", type: "a" },
    { at: "2024-01-01T00:04:00Z", type: "b" },
    { at: "2024-01-01T00:05:00Z", type: "a" },
    { at: "2024-01-01T00:09:00Z", type: "a" },
    { at: null, type: "a" },
  ]);
  it("keeps one event a key, the last by default", () => {
    expect(answer("from local.app dedupe by event_type select id", events)).toStrictEqual(['"e3"', '"e5"']);
    expect(answer("from local.app dedupe by event_type keep first select id", events)).toStrictEqual(['"e6"', '"e3"']);
  });
  it("closes a window at its length, which it does not reach", () => {
    expect(
      answer("from local.app collapse by event_type within 5m select id, collapsed_count, first_at, last_at", events),
    ).toStrictEqual([
      '"e6"  1  -  -',
      '"e1"  2  2024-01-01T00:00:00Z  2024-01-01T00:03:00Z',
      '"e3"  1  2024-01-01T00:04:00Z  2024-01-01T00:04:00Z',
      '"e4"  2  2024-01-01T00:05:00Z  2024-01-01T00:09:00Z',
    ]);
  });
  it("slides with gap, and can keep the last", () => {
    expect(
      answer("from local.app collapse by event_type gap 5m keep last select id, collapsed_count", events),
    ).toStrictEqual(['"e6"  1', '"e3"  1', '"e5"  4']);
  });
});

describe("order", () => {
  const events = payloads(
    '{"v":"b"}',
    '{"v":null}',
    '{"v":10}',
    '{"v":9.5}',
    '{"v":true}',
    '{"v":{"a":1}}',
    '{"v":"a"}',
    "{}",
  );
  it("ranks across types, nulls first, ties in event order", () => {
    expect(answer("from local.app order by payload.v select id", events).join(" ").replaceAll('"', "")).toBe(
      "e2 e8 e5 e4 e3 e7 e1 e6",
    );
  });
  it("turns everything round descending, ties too", () => {
    expect(answer("from local.app order by payload.v desc select id", events).join(" ").replaceAll('"', "")).toBe(
      "e6 e1 e7 e3 e4 e5 e8 e2",
    );
  });
  it("gives the newest first with latest", () => {
    expect(answer("from local.app latest 2 select id", events)).toStrictEqual(['"e8"', '"e7"']);
  });
  it("cuts with offset and limit", () => {
    expect(answer("from local.app offset 2 limit 3 select id", events)).toStrictEqual(['"e3"', '"e4"', '"e5"']);
  });
});

describe("composition", () => {
  it("queries the rows of a named query in its columns", () => {
    const events = payloads('{"k":"a"}', '{"k":"b"}', '{"k":"a"}');
    const text =
      "let counts = from local.app reduce count() as n by payload.k as k\nfrom counts where n > 1 select k, n";
    expect(answer(text, events)).toStrictEqual(['"a"  2']);
  });
});

describe("diff", () => {
  const diff = (events: readonly Event[], text = "from local.app diff") =>
    answer(`${text} select id, changes, compared_with`, events);

  it("compares old with new, else with the event before of the same entity, and says when there is none", () => {
    const events = eventsOf([
      { entity: ["user", "1"], type: "created", new: '{"name":"A","tags":["x"]}' },
      { entity: ["user", "1"], type: "updated", new: '{"name":"B","tags":["x","y"]}' },
      { entity: ["user", "2"], type: "updated", old: '{"name":"C"}', new: '{"name":"D"}' },
      { entity: ["user", "3"], type: "updated", new: '{"name":"E"}' },
    ]);
    expect(diff(events, 'from local.app where event_type = "updated" diff')).toStrictEqual([
      '"e2"  [{"kind":"changed","path":"name","before":"A","after":"B"},{"kind":"added","path":"tags[1]","after":"y"}]  "previous event"',
      '"e3"  [{"kind":"changed","path":"name","before":"C","after":"D"}]  "old"',
      '"e4"  -  "no previous known"',
    ]);
  });

  it("never calls what was created added, and all that was deleted removed", () => {
    const events = eventsOf([
      { entity: ["user", "1"], type: "created", new: '{"n":1}' },
      { entity: ["user", "1"], type: "deleted", old: '{"n":1}' },
      { entity: ["user", "1"], type: "created", new: '{"n":2}' },
      { entity: ["user", "1"], type: "DELETE" },
      { entity: ["user", "2"], type: "DELETE" },
    ]);
    expect(diff(events)).toStrictEqual([
      '"e1"  -  "no previous known"',
      '"e2"  [{"kind":"removed","path":"n","before":1}]  "old"',
      '"e3"  -  "no previous known"',
      '"e4"  [{"kind":"removed","path":"n","before":2}]  "previous event"',
      '"e5"  -  "no previous known"',
    ]);
  });

  it("passes over events that say nothing of their entity, which cannot be compared themselves", () => {
    const events = eventsOf([
      { entity: ["user", "1"], payload: '{"n":1}' },
      { entity: ["user", "1"], type: "viewed" },
      { entity: ["user", "1"], payload: '{"n":2}' },
      { payload: '{"n":3}' },
    ]);
    expect(diff(events)).toStrictEqual([
      '"e1"  -  "no previous known"',
      '"e2"  -  "nothing to compare"',
      '"e3"  [{"kind":"changed","path":"n","before":1,"after":2}]  "previous event"',
      '"e4"  -  "no previous known"',
    ]);
  });

  it("leaves out of a payload what only repeats the envelope, and compares payloads with payloads", () => {
    const events = eventsOf([
      { entity: ["user", "1"], payload: '{"id":"e1","event-type":"note","ts":1704067200000,"user":"note","n":1}' },
      {
        entity: ["user", "1"],
        payload: '{"id":"e2","event-type":"note","ts":"2024-01-01T00:01:00Z","user":"ann","n":1}',
      },
      { entity: ["user", "1"], new: '{"n":5}' },
      { entity: ["user", "1"], payload: '{"user":"ann","n":2}' },
      { entity: ["user", "1"], payload: '{"id":"e5"}' },
    ]);
    expect(diff(events)).toStrictEqual([
      '"e1"  -  "no previous known"',
      '"e2"  [{"kind":"changed","path":"user","before":"note","after":"ann"}]  "previous event"',
      '"e3"  -  "no previous known"',
      '"e4"  [{"kind":"changed","path":"n","before":1,"after":2}]  "previous event"',
      '"e5"  -  "nothing to compare"',
    ]);
  });

  it("looks in the whole log, before any filter, also that of a named query, but in no other log", () => {
    const events = eventsOf([
      { entity: ["user", "1"], actor: "ann", payload: '{"n":1}' },
      { entity: ["user", "1"], actor: "bob", payload: '{"n":2}' },
      { entity: ["user", "1"], actor: "ann", payload: '{"n":3}' },
      { log: "other", entity: ["user", "1"], actor: "ann", payload: '{"n":4}' },
      { log: "other", entity: ["user", "1"], actor: "ann", payload: '{"n":5}' },
    ]);
    const third = '"e3"  [{"kind":"changed","path":"n","before":2,"after":3}]  "previous event"';
    const last = '"e5"  [{"kind":"changed","path":"n","before":4,"after":5}]  "previous event"';
    expect(diff(events, 'from local.app where id = "e3" diff')).toStrictEqual([third]);
    expect(diff(events, 'let anns = from local.app where actor = "ann"\nfrom anns where id = "e3" diff')).toStrictEqual(
      [third],
    );
    expect(diff(events, "from local.app during @2024-01-01T00:02Z diff")).toStrictEqual([third]);
    expect(diff(events, 'from local.app, local.other where id in ("e3", "e4", "e5") diff')).toStrictEqual([
      third,
      '"e4"  -  "no previous known"',
      last,
    ]);
    expect(diff(events, 'let again = from local.app\nfrom local.app, again where id = "e3" diff')).toStrictEqual([
      third,
      third,
    ]);
  });

  it("by keys finds the previous event of the same keys; a null tells nothing", () => {
    const events = eventsOf([
      { actor: "ann", payload: '{"order":1,"n":1}' },
      { actor: "bob", payload: '{"order":1,"n":2}' },
      { actor: "ann", payload: '{"order":1.0,"n":3}' },
      { actor: "ann", payload: '{"n":4}' },
      { actor: "ann", payload: '{"n":5}' },
    ]);
    expect(diff(events, "from local.app diff by actor, payload.order").slice(2)).toStrictEqual([
      '"e3"  [{"kind":"changed","path":"n","before":1,"after":3}]  "previous event"',
      '"e4"  -  "no previous known"',
      '"e5"  -  "no previous known"',
    ]);
  });
});

describe("expect", () => {
  it("counts rows and checks every row, true over none", () => {
    const events = payloads('{"n":1}', '{"n":5}');
    const met = (text: string) => evaluation(`from local.app ${text}`, events).expectations.map((result) => result.met);
    expect(met("expect rows = 2 expect every payload.n > 1")).toStrictEqual([true, false]);
    expect(met("where false expect every payload.n > 1")).toStrictEqual([true]);
    expect(met("select id expect every payload.n > 0")).toStrictEqual([true]);
  });
});
