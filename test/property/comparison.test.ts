import fc from "fast-check";
import { expect, test } from "vitest";
import { Duration } from "../../server/src/base/duration.ts";
import { keyText } from "../../server/src/base/order.ts";
import { Instant } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { compareResults, evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import { sidesOf } from "../../server/src/query/comparison/sides.ts";
import type { Event } from "../../server/src/query/event.ts";
import type { Compare, Expression, Query } from "../../server/src/query/query.ts";
import { eventsArbitrary, fields, localLog, otherLog, predicates, queries } from "../support/arbitraries.ts";
import { engineOver, ran } from "../support/engine.ts";
import { capabilities } from "../support/fakeSource.ts";

const START = 1_704_067_200_000_000n;
const MINUTE = 60_000_000n;
const environment = { timeZone: "UTC" };

function moment(minutes: number): Expression {
  return { kind: "constant", value: new Instant(START + BigInt(minutes) * MINUTE) };
}

const field = (column: string): Expression => ({ kind: "field", field: { column, path: [] } });
const bins: Expression = {
  kind: "bin",
  operand: field("timestamp"),
  width: { kind: "constant", value: new Duration(MINUTE) },
};

/** Counts and a largest number by actor and minute, of a window. */
function counted(start: number, end: number): Query {
  return {
    from: [localLog],
    during: { start: moment(start), end: moment(end) },
    reduce: {
      by: [
        { name: "actor", value: field("actor") },
        { name: "minute", value: bins },
      ],
      aggregates: [
        { name: "n", function: "count" },
        { name: "most", function: "max", operand: { kind: "field", field: { column: "payload", path: ["n"] } } },
      ],
    },
  };
}

/** What a comparison says, worked out by looking at every pair of rows. */
function naive(events: readonly Event[], start: number, length: number): readonly string[] {
  const side = (from: number) => {
    const { rows } = evaluate(counted(from, from + length), () => events, environment).table;
    return rows.map(({ values: [actor = null, minute = null, ...rest] }) => {
      const offset = minute instanceof Instant ? (minute.micros - START) / MINUTE - BigInt(from) : null;
      return { key: `${keyText(actor)} ${offset}`, cells: rest.map((value) => keyText(value)) };
    });
  };
  const [after, before] = [side(start), side(start - length)];
  return [
    ...after.flatMap(({ key, cells }) => {
      const other = before.find((row) => row.key === key);
      if (!other) return [`added ${key}  ${cells.join(" ")}`];
      const same = other.cells.every((cell, i) => cell === cells[i]);
      return same ? [] : [`changed ${key} ${other.cells.join(" ")} ${cells.join(" ")}`];
    }),
    ...before
      .filter(({ key }) => !after.some((row) => row.key === key))
      .map(({ key, cells }) => `removed ${key} ${cells.join(" ")} `),
  ].sort();
}

test("a comparison of two windows says what looking at every pair of rows says", () => {
  const check = (events: readonly Event[], start: number, length: number) => {
    const query: Query = {
      ...counted(start, start + length),
      compare: { to: { kind: "previous" }, on: [], ignoring: [] },
    };
    const { columns, rows } = evaluate(query, () => events, environment).table;
    expect(columns).toEqual([
      "change",
      "actor",
      "minute",
      "n before",
      "n after",
      "most before",
      "most after",
      "differs",
    ]);
    const found = rows.map(({ values }) => {
      const [change, actor, minute, nBefore, nAfter, mostBefore, mostAfter] = values as [string, ...Value[]];
      const offset = minute instanceof Instant ? (minute.micros - START) / MINUTE - BigInt(start) : null;
      const [before, after] = [
        [nBefore, mostBefore],
        [nAfter, mostAfter],
      ].map((cells) => cells.map((cell) => keyText(cell ?? null)).join(" "));
      return `${change} ${keyText(actor ?? null)} ${offset} ${change === "added" ? "" : before} ${change === "removed" ? "" : after}`;
    });
    expect(found.sort()).toEqual(naive(events, start, length));
  };
  const worlds = [
    eventsArbitrary("local", "app", 20),
    fc.integer({ min: 2, max: 4 }),
    fc.integer({ min: 1, max: 3 }),
  ] as const;
  fc.assert(fc.property(...worlds, check), { numRuns: 1500, interruptAfterTimeLimit: 5000 });
});

test("every row of both sides is counted once, and only rows that differ are shown", () => {
  const sides = fc.tuple(
    predicates,
    predicates,
    fc.array(fields, { maxLength: 2 }),
    fc.array(fields, { maxLength: 2 }),
  );
  const check = (
    events: readonly Event[],
    [here, there, on, ignoring]: typeof sides extends fc.Arbitrary<infer T> ? T : never,
  ) => {
    const other: Query = { from: [localLog], where: there };
    const compare: Compare = { to: { kind: "query", name: "other", query: other }, on, ignoring };
    const query: Query = { from: [localLog], where: here, compare };
    const parts = sidesOf(query, compare.to, "UTC");
    const [before, after] = [parts.before, parts.after].map((side) => evaluate(side.query, () => events, environment));
    const { summary, table } = compareResults(query, compare, parts, { before: before!, after: after! }, environment);
    expect(summary.added + summary.changed + summary.unchanged).toBe(after!.table.rows.length);
    expect(summary.removed + summary.changed + summary.unchanged).toBe(before!.table.rows.length);
    expect(table.rows).toHaveLength(summary.added + summary.removed + summary.changed);
    // An event compared with itself is the same.
    if (on.length === 0) expect(summary.changed).toBe(0);
  };
  fc.assert(fc.property(eventsArbitrary("local", "app", 10), sides, check), {
    numRuns: 1000,
    interruptAfterTimeLimit: 5000,
  });
});

test("what a run that compares delivers is what the query means", async () => {
  const worlds = fc.record({
    local: fc.record({
      abilities: capabilities,
      events: eventsArbitrary("local", "app"),
      extra: fc.subarray(["local-0", "local-3"]),
    }),
    other: fc.record({ abilities: capabilities, events: eventsArbitrary("other", "log", 6), extra: fc.constant([]) }),
  });
  const compared = fc
    .tuple(queries, fc.boolean(), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 3 }))
    .map(([{ limit: _limit, offset: _offset, expect: _expect, ...query }, isWindow, start, length]): Query => {
      const { during: _during, ...rest } = query;
      const to: Compare["to"] = isWindow
        ? { kind: "previous" }
        : { kind: "query", name: "other", query: { ...rest, from: [otherLog] } };
      return {
        ...query,
        during: { start: moment(start), end: moment(start + length) },
        compare: { to, on: [], ignoring: [] },
      };
    });
  const check = async (query: Query, world: typeof worlds extends fc.Arbitrary<infer T> ? T : never) => {
    const read = ({ connection }: { connection: string }) => world[connection as "local"].events;
    const wanted = evaluate(query, read, environment).table;
    const found = await ran(engineOver(world), query);
    expect(found.columns.map(({ name }) => name)).toEqual(wanted.columns);
    expect(found.rows.map((row) => row.map(keyText))).toEqual(wanted.rows.map(({ values }) => values.map(keyText)));
    expect(found.comparison).toMatchObject({ keys: expect.any(Array), unchanged: expect.any(Number) });
  };
  await fc.assert(fc.asyncProperty(compared, worlds, check), { numRuns: 1500, interruptAfterTimeLimit: 8000 });
});
