import fc from "fast-check";
import { expect, test } from "vitest";
import { Instant } from "../../server/src/base/value.ts";
import { drained } from "../../server/src/connectors/contember/drain.ts";
import type { ContemberPlace } from "../../server/src/connectors/contember/request.ts";
import type { Event } from "../../server/src/query/event.ts";
import { event } from "../support/sourceLaw.ts";

/** An event as the engine stores it: its times in microseconds, of which it tells milliseconds. */
interface Stored {
  readonly id: string;
  readonly appliedAt: bigint;
  readonly createdAt: bigint;
}

const floor = (micros: bigint) => micros - (micros % 1000n);

/** A page as the engine makes it, but that events of equal times come in another order each time. */
function page(history: readonly Stored[], { window, order, offset, limit }: ContemberPlace, shuffle: number): Event[] {
  const key = order === "CREATED_AT_ASC" ? "createdAt" : "appliedAt";
  const sign = order === "APPLIED_AT_DESC" ? -1 : 1;
  const rank = ({ id }: Stored) => Math.imul(Number(id) + 1, Math.imul(shuffle + 1, 2_654_435_761)) >>> 8;
  const to = window.to === undefined ? undefined : floor(window.to) + 1000n;
  return history
    .filter(
      ({ appliedAt: at }) => (window.from === undefined || at >= floor(window.from)) && (to === undefined || at <= to),
    )
    .toSorted((a, b) => sign * Number(a[key] - b[key]) || rank(a) - rank(b))
    .slice(offset, offset + limit)
    .map(({ id, appliedAt }) => event({ source: "cms", id, timestamp: new Instant(floor(appliedAt)) }));
}

const histories = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom(0, 0, 1, 999), fc.integer({ min: 0, max: 1 })), {
    maxLength: 40,
    size: "max",
  })
  .map((list) =>
    list.map(([step, micros, created], i): Stored => ({
      id: String(i),
      appliedAt: 1_000_000n + BigInt(step) * 1000n + BigInt(micros),
      createdAt: BigInt(created),
    })),
  );

test("whatever order events of one time come in, each is read, and milliseconds come in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      histories,
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 3, max: 9 }),
      fc.boolean(),
      async (history, pageSize, momentSize, descending) => {
        let requests = 0;
        const read: Event[] = [];
        const ask = async (place: ContemberPlace) => {
          // The order of equal times changes a few times, and then no more: else no client could ever be done.
          if (requests > 200) throw new Error("it goes on for ever");
          const shuffle = Math.min(requests++, 12);
          return page(history, place, shuffle);
        };
        for await (const events of drained({ connection: "cms", window: {}, descending, pageSize, momentSize, ask }))
          read.push(...events);
        expect(new Set(read.map(({ id }) => id))).toEqual(new Set(history.map(({ id }) => id)));
        const firsts = [
          ...new Map(read.toReversed().map((one, i) => [one.id, [one, read.length - i] as const])).values(),
        ]
          .toSorted(([, a], [, b]) => a - b)
          .map(([{ timestamp }]) => timestamp?.micros ?? 0n);
        expect(firsts).toEqual(firsts.toSorted((a, b) => (descending ? Number(b - a) : Number(a - b))));
      },
    ),
    { numRuns: 600 },
  );
});
