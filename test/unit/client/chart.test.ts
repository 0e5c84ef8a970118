import { describe, expect, it } from "vitest";
import type { AggregateFunction, Column, WireValue } from "../../../server/protocol/results.ts";
import {
  chartOf,
  describe as describeChart,
  MAX_BARS,
  MAX_SERIES,
  measuresOf,
} from "../../../client/webview/chart/chartOf.ts";
import { tickText, timeTicks } from "../../../client/webview/chart/timeTicks.ts";

const hour = 3_600_000;
const key = (name: string): Column => ({ name, type: "string", role: { kind: "key" } });
const bins: Column = { name: "hour", type: "time", role: { kind: "key", binMs: hour } };
const of = (name: AggregateFunction, type: Column["type"] = "integer"): Column => ({
  name,
  type,
  role: { kind: "aggregate", function: name },
});
const at = (clock: string) => ({ $time: `2024-01-18T${clock}:00Z` });
const int = (value: number) => ({ $int: String(value) });
const draw = (columns: readonly Column[], rows: readonly (readonly WireValue[])[], total = rows.length) =>
  chartOf(columns, rows, measuresOf(columns)[0]!, total);

describe("what can be drawn", () => {
  it("are the numbers of a result with a key", () => {
    expect(measuresOf([key("a"), of("count"), of("avg", "number"), of("max", "time"), of("collect", "json")])).toEqual([
      1, 2,
    ]);
    expect(measuresOf([of("count")])).toEqual([]);
    expect(measuresOf([{ name: "a", type: "integer" }])).toEqual([]);
  });
});

describe("bars", () => {
  it("stand in the order of the rows, one a key", () => {
    const chart = draw(
      [key("type"), of("count")],
      [
        ["b", int(2)],
        [null, int(5)],
        ["a", 1.5],
      ],
    );
    expect(chart).toMatchObject({ kind: "bar", labels: ["b", "null", "a"], stacked: false, notes: [] });
    expect(chart.series).toEqual([{ name: "", values: [2, 5, 1.5] }]);
  });

  it("are split by the other keys, and stacked only where adding up means something", () => {
    const rows = [
      ["a", "x", int(1)],
      ["a", "y", int(2)],
      ["b", "y", int(3)],
    ] as const;
    const counted = draw([key("k"), key("s"), of("count")], rows);
    expect(counted.series).toEqual([
      { name: "x", values: [1, null] },
      { name: "y", values: [2, 3] },
    ]);
    expect(counted.stacked).toBe(true);
    expect(draw([key("k"), key("s"), of("avg", "number")], rows).stacked).toBe(false);
  });

  it("too many of them: the largest stay, the rest is added up or left out, and said", () => {
    const rows = Array.from({ length: MAX_BARS + 10 }, (_, index) => [`k${index}`, int(index)] as const);
    const counted = draw([key("k"), of("count")], rows);
    expect(counted.labels).toHaveLength(MAX_BARS + 1);
    expect(counted.labels.at(-1)).toBe("10 others");
    expect(counted.series[0]?.values.at(-1)).toBe(45);
    expect(counted.notes.join()).toContain("other 10 together");
    const averaged = draw([key("k"), of("avg", "number")], rows);
    expect(averaged.labels).toHaveLength(MAX_BARS);
    expect(averaged.notes.join()).toContain("10 more are not drawn");
  });
});

describe("lines", () => {
  it("run over the bins in time, and break where a bin is missing", () => {
    const chart = draw(
      [bins, of("count")],
      [
        [at("12:00"), int(3)],
        [at("10:00"), int(1)],
        [at("11:00"), int(2)],
        [at("15:00"), int(4)],
        [null, int(9)],
      ],
    );
    expect(chart.kind).toBe("line");
    expect(chart.series[0]?.values).toEqual([1, 2, 3, null, 4]);
    expect(chart.times).toHaveLength(5);
    expect(chart.times).toEqual(chart.times.toSorted((a, b) => a - b));
    expect(chart.notes).toEqual(["Rows without a time are not drawn."]);
  });

  it("are split by a second key, the smallest together", () => {
    const rows = Array.from({ length: MAX_SERIES + 3 }, (_, index) =>
      ["10:00", "11:00"].map((clock) => [at(clock), `s${index}`, int(index + 1)] as const),
    ).flat();
    const chart = draw([bins, key("s"), of("sum")], rows);
    expect(chart.series).toHaveLength(MAX_SERIES + 1);
    expect(chart.series.at(-1)).toEqual({ name: "3 others", values: [6, 6], isRest: true });
    expect(chart.series[0]?.name).toBe("s3");
    expect(chart.notes.join()).toContain("5 largest");
    const averaged = draw([bins, key("s"), of("avg", "number")], rows);
    expect(averaged.series).toHaveLength(MAX_SERIES);
    expect(averaged.notes.join()).toContain("not drawn");
  });

  it("say when they are drawn from some of the rows only", () => {
    expect(draw([bins, of("count")], [[at("10:00"), int(1)]], 5000).notes).toEqual([
      "Drawn from the first 1 of 5,000 rows.",
    ]);
  });
});

describe("the text of a chart", () => {
  it("names what is drawn, its range and its series", () => {
    const chart = draw(
      [key("k"), key("s"), of("count")],
      [
        ["a", "x", int(1)],
        ["b", "y", int(30)],
      ],
    );
    expect(describeChart(chart)).toBe(
      "Bar chart of count by k, s: 2 bars, from 1 to 30. Series: x, y.  The table has every value.",
    );
  });
});

describe("ticks of a time axis", () => {
  const time = (text: string) => Date.parse(text);

  it.each([
    ["2024-01-18T10:07:00Z", "2024-01-18T16:00:00Z", 6, "2024-01-18T11:00:00.000Z", hour],
    ["2024-01-01T00:00:00Z", "2024-01-31T00:00:00Z", 5, "2024-01-01T00:00:00.000Z", 7 * 24 * hour],
    ["2024-01-18T10:00:00.000Z", "2024-01-18T10:00:01.000Z", 5, "2024-01-18T10:00:00.000Z", 200],
  ])("from %s to %s", (start, end, most, first, step) => {
    const ticks = timeTicks(time(start), time(end), most);
    expect(new Date(ticks[0]!).toISOString()).toBe(first);
    expect(ticks[1]! - ticks[0]!).toBe(step);
    expect(ticks.length).toBeLessThanOrEqual(most + 1);
  });

  it("follow the calendar over years", () => {
    const ticks = timeTicks(time("2019-02-03T00:00:00Z"), time("2024-07-01T00:00:00Z"), 6);
    expect(ticks.map((tick) => new Date(tick).toISOString().slice(0, 10))).toEqual([
      "2020-01-01",
      "2021-01-01",
      "2022-01-01",
      "2023-01-01",
      "2024-01-01",
    ]);
    expect(timeTicks(5, 5, 4)).toEqual([5]);
  });

  it("say the day with its first hour only", () => {
    const [a, b] = [time("2024-01-18T23:00:00Z"), time("2024-01-19T00:00:00Z")];
    expect(tickText(a, hour, undefined)).toBe("01-18 23:00");
    expect(tickText(b, hour, a)).toBe("01-19 00:00");
    expect(tickText(b + hour, hour, b)).toBe("01:00");
    expect(tickText(b, 24 * hour, a)).toBe("01-19");
  });
});
