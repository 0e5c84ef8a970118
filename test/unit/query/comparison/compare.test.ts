import { describe, expect, it } from "vitest";
import { answer, evaluation } from "../../../support/answer.ts";
import { eventsOf } from "../../../support/events.ts";
import type { EventSketch } from "../../../support/events.ts";

/** Events of two days: `"15T10 a"` is one of type a on the 15th at ten o'clock. */
function days(...texts: readonly string[]) {
  return eventsOf(
    texts.map((text): EventSketch => {
      const [time = "", type = "", payload] = text.split(" ");
      return { at: `2024-01-${time}:00:00Z`, type, ...(payload !== undefined && { payload }) };
    }),
  );
}

describe("a comparison of two windows", () => {
  const events = days("14T10 a", "14T11 a", "14T11 b", "14T12 d", "15T10 a", "15T11 c", "15T11 b", "15T12 d");

  it("shows what was added, removed and changed by the group keys, and not what is the same", () => {
    expect(
      answer("from local.app during @2024-01-15Z reduce count() as n by event_type compare to previous", events),
    ).toStrictEqual(['"changed"  "a"  2  1  ["n"]', '"added"  "c"  -  1  -']);
  });

  it("puts bins together by their offset from the start of their window, and shows those of its own", () => {
    expect(
      answer(
        "from local.app during @2024-01-15Z reduce count() as n by bin(timestamp, 1h) as hour, event_type compare to previous",
        events,
      ),
    ).toStrictEqual(['"removed"  2024-01-15T11:00:00Z  "a"  1  -  -', '"added"  2024-01-15T11:00:00Z  "c"  -  1  -']);
  });

  it("also where a bin is selected or named behind `on`", () => {
    const by = "reduce count() as n by bin(timestamp, 1h) as hour, event_type select hour as h, event_type, n";
    expect(
      answer(`from local.app during @2024-01-15Z ${by} compare to previous on h, event_type`, events),
    ).toStrictEqual(['"removed"  2024-01-15T11:00:00Z  "a"  1  -  -', '"added"  2024-01-15T11:00:00Z  "c"  -  1  -']);
  });

  it("is against the window so long before, or from a time on", () => {
    const week = days("08T10 a", "15T10 a", "15T10 a");
    const text = "from local.app during @2024-01-15Z reduce count() as n by event_type compare to";
    expect(answer(`${text} previous 7d`, week)).toStrictEqual(['"changed"  "a"  1  2  ["n"]']);
    expect(answer(`${text} @2024-01-08Z`, week)).toStrictEqual(['"changed"  "a"  1  2  ["n"]']);
    expect(answer(`${text} previous`, week)).toStrictEqual(['"added"  "a"  -  2  -']);
  });

  it("keeps the key of groups whose columns are not selected, and compares one row without a key", () => {
    expect(
      answer(
        "from local.app during @2024-01-15Z reduce count() as n by event_type select n compare to previous",
        events,
      ),
    ).toStrictEqual(['"changed"  "a"  2  1  ["n"]', '"added"  "c"  -  1  -']);
    expect(
      answer("from local.app during @2024-01-15Z where event_type = 'a' reduce count() compare to previous", events),
    ).toStrictEqual(['"changed"  2  1  ["count()"]']);
  });

  it("counts differences in `expect rows`", () => {
    const met = (text: string) =>
      evaluation(
        `from local.app during @2024-01-15Z reduce count() as n by event_type compare to previous ${text}`,
        events,
      ).expectations.map((result) => result.met);
    expect(met("expect rows = 2 expect rows < 2")).toStrictEqual([true, false]);
  });

  it("orders by keys also what is gone", () => {
    const hours = days("14T10 a", "14T11 a", "14T12 a", "14T12 a", "15T10 a", "15T12 a", "15T13 a");
    expect(
      answer(
        "from local.app during @2024-01-15Z reduce count() as n by bin(timestamp, 1h) as hour order by hour desc compare to previous",
        hours,
      ).map((line) => line.slice(0, 36)),
    ).toStrictEqual([
      '"added"  2024-01-15T13:00:00Z  -  1 ',
      '"changed"  2024-01-15T12:00:00Z  2  ',
      '"removed"  2024-01-15T11:00:00Z  1  ',
    ]);
  });

  it("follows `order by`; what is gone stands behind what it stood behind", () => {
    const shop = days(
      "14T10 a",
      "14T10 b",
      "14T10 b",
      "14T10 c",
      "15T10 c",
      "15T10 c",
      "15T10 c",
      "15T10 a",
      "15T10 a",
    );
    expect(
      answer(
        "from local.app during @2024-01-15Z reduce count() as n by event_type order by n desc compare to previous",
        shop,
      ),
    ).toStrictEqual(['"removed"  "b"  2  -  -', '"changed"  "c"  1  3  ["n"]', '"changed"  "a"  1  2  ["n"]']);
  });
});

describe("a comparison of two queries", () => {
  const logs = [
    ...eventsOf([
      { id: "1", actor: "ann", payload: '{"n":1,"at":"x"}' },
      { id: "2", actor: "bob", payload: '{"n":9007199254740993,"at":"x"}' },
      { id: "3", actor: "cid", payload: '{"n":1.0,"at":"x"}' },
    ]),
    ...eventsOf([
      { log: "copy", id: "2", actor: "bob", payload: '{"n":9007199254740992,"at":"y"}' },
      { log: "copy", id: "3", actor: "cid", payload: '{"at":"y","n":1}' },
      { log: "copy", id: "4", actor: "dan", payload: '{"n":1,"at":"y"}' },
    ]),
  ];
  const compared = (clauses: string) =>
    answer(
      `let copy = from local.copy select id, actor, payload\nfrom local.app select id, actor, payload compare to copy ${clauses}`,
      logs,
    );

  it("puts events together by their id and compares cell by cell, exactly", () => {
    expect(compared("ignoring payload.at")).toStrictEqual([
      '"added"  "1"  -  "ann"  -  {"n":1,"at":"x"}  -',
      '"changed"  "2"  "bob"  "bob"  {"n":9007199254740992,"at":"y"}  {"n":9007199254740993,"at":"x"}  ["payload"]',
      '"removed"  "4"  "dan"  -  {"n":1,"at":"y"}  -  -',
    ]);
    expect(compared("ignoring payload")).toStrictEqual(['"added"  "1"  -  "ann"  -', '"removed"  "4"  "dan"  -  -']);
    expect(compared("on actor ignoring id, payload").map((line) => line.split("  ")[1])).toStrictEqual([
      '"ann"',
      '"dan"',
    ]);
  });

  it("pairs rows that share a key in their order, and says so", () => {
    const twins = eventsOf([
      { actor: "ann", payload: '{"n":1}' },
      { actor: "ann", payload: '{"n":2}' },
      { log: "copy", actor: "ann", payload: '{"n":1}' },
      { log: "copy", actor: "ann", payload: '{"n":3}' },
      { log: "copy", actor: "ann", payload: '{"n":4}' },
    ]);
    const text =
      "let copy = from local.copy select actor, payload.n as n\nfrom local.app select actor, payload.n as n compare to copy on actor";
    expect(answer(text, twins)).toStrictEqual(['"changed"  "ann"  3  2  ["n"]', '"removed"  "ann"  4  -  -']);
    expect(evaluation(text, twins).notes.map(({ message }) => message)).toEqual([expect.stringContaining("3 rows")]);
  });

  it("compares the columns that both have, and says which are on one side only", () => {
    const { table, notes } = evaluation(
      "let copy = from local.copy select id, payload\nfrom local.app select id, actor compare to copy",
      logs,
    );
    expect(table.columns).toEqual(["change", "id", "differs"]);
    expect(notes.map(({ message }) => message)).toEqual([
      "Only this query has actor, so that is not compared.",
      "Only copy has payload, so that is not compared.",
    ]);
  });
});
