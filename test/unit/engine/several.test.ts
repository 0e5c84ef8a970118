import { expect, test } from "vitest";
import type { Connector, RowPage } from "../../../server/src/connectors/connector.ts";
import { EvqError } from "../../../server/src/base/failure.ts";
import { EVENT_FIELDS } from "../../../server/src/query/event.ts";
import type { Query } from "../../../server/src/query/query.ts";
import { rowOf } from "../../../server/src/query/row.ts";
import { ableToSend } from "../../support/ability.ts";
import { engineOver, ran } from "../../support/engine.ts";
import { eventsOf } from "../../support/events.ts";

const from = ["a", "b", "c"].map((connection) => ({ kind: "log", connection, log: "log" }) as const);
const at = (minute: number) => ({ at: `2024-01-01T00:${String(minute).padStart(2, "0")}:00Z`, id: `m${minute}` });
const page = (minutes: readonly number[]): RowPage => ({
  columns: EVENT_FIELDS,
  rows: eventsOf(minutes.map(at)).map((event) => rowOf(event).values),
});

/** A source that sends the pages that it is given, and throws the errors. */
function sending(...pages: readonly (RowPage | EvqError | Promise<RowPage>)[]): Connector {
  return {
    capabilities: ableToSend,
    scan: async function* () {
      for (const next of pages) {
        if (next instanceof EvqError) throw next;
        yield await next;
      }
    },
  };
}
const down = new EvqError("source.unreachable", "b could not be asked: there is no host of that name.");
const minutes = (rows: readonly (readonly unknown[])[]) => rows.map(([id]) => Number(String(id).slice(1)));

test("several sources are one timeline, whatever their pages", async () => {
  const engine = engineOver({
    a: sending(page([1, 4]), page([5, 9])),
    b: sending(page([2]), page([]), page([3, 8])),
    c: sending(page([6, 7])),
  });
  expect(minutes((await ran(engine, { from })).rows)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const limit = { kind: "constant", value: 4n } as const;
  expect(minutes((await ran(engine, { from, limit })).rows)).toEqual([1, 2, 3, 4]);
});

test("one that fails hides nothing of the others, and the result says so", async () => {
  const engine = engineOver({ a: sending(page([1, 4])), b: sending(page([2]), down), c: sending(page([3])) });
  const count: Query = { from, reduce: { by: [], aggregates: [{ name: "n", function: "count" }] } };
  const streamed = await ran(engine, { from });
  expect(minutes(streamed.rows)).toEqual([1, 2, 3, 4]);
  const collected = await ran(engine, count);
  // Of a source that is collected, what came before the failure is not kept.
  expect(collected.rows).toEqual([[3n]]);
  for (const { completeness } of [streamed, collected])
    expect(completeness).toEqual({
      verdict: "partial",
      reason: "Nothing more of b.log: b could not be asked: there is no host of that name.",
    });
});

test("when all fail, so does the run", async () => {
  const engine = engineOver({ a: sending(down), b: sending(down), c: sending(down) });
  await expect(ran(engine, { from })).rejects.toMatchObject({ code: "source.unreachable" });
});

test("what is merged is shown before a slow source is waited for", async () => {
  let arrive: (late: RowPage) => void = () => {};
  const late = new Promise<RowPage>((resolve) => (arrive = resolve));
  const engine = engineOver({ a: sending(page([1, 2]), late), b: sending(page([3])), c: sending(page([4])) });
  const seen: number[] = [];
  const running = ran(
    engine,
    { from },
    {
      rows: (_columns, rows) => {
        seen.push(...minutes(rows));
        if (seen.length === 2) arrive(page([5]));
      },
    },
  );
  await running;
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});
