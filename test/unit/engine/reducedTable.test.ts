import { describe, expect, test } from "vitest";
import type { AggregateFunction, Column, WireValue } from "../../../server/protocol/results.ts";
import { Breather } from "../../../server/src/engine/breather.ts";
import { reducedTable } from "../../../server/src/engine/reducedTable.ts";
import { fakePorts } from "../../support/ports.ts";

const key = (name: string): Column => ({ name, type: "string", role: { kind: "key" } });
const of = (name: AggregateFunction): Column => ({
  name,
  type: "number",
  role: { kind: "aggregate", function: name },
});
const int = (value: bigint | number) => ({ $int: String(value) });

const table = (columns: readonly Column[], rows: readonly (readonly WireValue[])[], overflown = false) =>
  reducedTable({ columns, length: rows.length, row: (at) => rows[at]!, overflown }, new Breather(fakePorts().clock));

describe("totals", () => {
  test("are there where they are honest, and nowhere else", async () => {
    const columns = [
      key("actor"),
      ...(["count", "sum", "min", "max", "avg", "distinct", "percentile", "first", "last", "collect"] as const).map(of),
    ];
    const { totals } = await table(columns, [
      ["a", int(2), 1.5, int(4), "x", 2, int(1), 3, 1, 1, { $json: "[1]" }],
      ["b", int(3), int(2), int(-1), { $time: "2024-01-01T00:00:00Z" }, 4, int(2), 5, 2, 2, { $json: "[2]" }],
      [null, int(1), null, null, null, null, int(0), null, null, null, { $json: "[]" }],
    ]);
    expect(totals).toEqual([
      null,
      int(6),
      3.5,
      int(-1),
      { $time: "2024-01-01T00:00:00Z" },
      ...Array.from({ length: 6 }, () => null),
    ]);
  });

  test("of integers are exact, and null beyond 64 bits or when a group's sum did not fit", async () => {
    const big = 2n ** 62n + 1n;
    const sum = async (values: readonly bigint[], overflown = false) =>
      (
        await table(
          [key("k"), of("sum")],
          values.map((value, at) => [String(at), int(value)]),
          overflown,
        )
      ).totals[1];
    expect(await sum([big, 3n])).toEqual(int(big + 3n));
    expect(await sum([big, big])).toBeNull();
    expect(await sum([1n, 2n], true)).toBeNull();
  });
});

describe("groups", () => {
  const columns = [key("hour"), key("type"), of("count")];

  test("are the runs of rows with the same first key, each with its totals", async () => {
    const { grouping } = await table(columns, [
      [{ $time: "2024-01-01T00:00:00Z" }, "a", int(1)],
      [{ $time: "2024-01-01T00:00:00Z" }, "b", int(2)],
      [{ $time: "2024-01-01T01:00:00Z" }, "a", int(4)],
      [null, "a", int(8)],
    ]);
    expect(grouping).toEqual({
      kind: "grouped",
      groups: [
        { key: { $time: "2024-01-01T00:00:00Z" }, start: 0, count: 2, totals: [null, null, int(3)] },
        { key: { $time: "2024-01-01T01:00:00Z" }, start: 2, count: 1, totals: [null, null, int(4)] },
        { key: null, start: 3, count: 1, totals: [null, null, int(8)] },
      ],
    });
  });

  test("are not made of rows that do not stand together, of one key, or of single rows", async () => {
    const kind = async (rows: readonly (readonly WireValue[])[], names = columns) =>
      (await table(names, rows)).grouping.kind;
    expect(
      await kind([
        ["x", "a", int(1)],
        ["y", "a", int(1)],
        ["x", "b", int(1)],
      ]),
    ).toBe("scattered");
    expect(
      await kind(
        [
          ["x", int(1)],
          ["x", int(1)],
        ],
        [key("k"), of("count")],
      ),
    ).toBe("single");
    expect(
      await kind([
        ["x", "a", int(1)],
        ["y", "a", int(1)],
      ]),
    ).toBe("single");
  });

  test("that nobody could read are not sent, but totals still hold", async () => {
    const rows = Array.from({ length: 5000 }, (_, at) => [`k${Math.floor(at / 2)}`, "a", int(1)] as const);
    const { grouping, totals } = await table(columns, rows);
    expect(grouping).toEqual({ kind: "too-many", limit: 2000 });
    expect(totals[2]).toEqual(int(5000));
  });
});
