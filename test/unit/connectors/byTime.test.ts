import { expect, test } from "vitest";
import { Instant } from "../../../server/src/base/value.ts";
import { DEAD_LETTER } from "../../../server/src/connectors/resumption.ts";
import { pagesByTime } from "../../../server/src/connectors/paging/byTime.ts";
import type { TimePlace } from "../../../server/src/connectors/paging/byTime.ts";
import type { Event } from "../../../server/src/query/event.ts";
import { randomOf } from "../../fault/store/random.ts";
import { event } from "../../support/sourceLaw.ts";

const PAGE = 10;
const SECOND = 1_000_000n;

function at(second: bigint, count: number): readonly Event[] {
  return Array.from({ length: count }, (_, n) =>
    event({ source: "s", id: `${second}-${n}`, timestamp: new Instant(second * SECOND) }),
  );
}

/** All that pages bring of a log, and how many there were. */
async function read(
  log: readonly Event[],
  order: (pass: number) => (event: Event) => number,
  alter: (page: readonly Event[]) => readonly Event[] = (page) => page,
): Promise<{ readonly ids: ReadonlySet<string | null>; readonly asked: number }> {
  let asked = 0;
  const ask = async ({ window, skipped = 0 }: TimePlace) => {
    const rank = order(asked++);
    const time = ({ timestamp }: Event) => timestamp?.micros ?? 0n;
    const found = log
      .filter((one) => time(one) >= (window.from ?? 0n))
      .sort((a, b) => Number(time(a) - time(b)) || rank(a) - rank(b));
    return { events: alter(found.slice(skipped, skipped + PAGE)), isLast: false };
  };
  const ids = new Set<string | null>();
  const paging = { connection: "s", window: {}, descending: false, pageSize: PAGE, shortIsLast: false, ask };
  for await (const page of pagesByTime(paging)) for (const { id } of page) ids.add(id);
  return { ids, asked };
}

const LOG = [...at(1n, 4), ...at(2n, 2 * PAGE + 3), ...at(3n, 4)];

/** Records that cannot be read come as events of the moment beside them. */
const unreadable = (count: number): readonly Event[] =>
  Array.from({ length: count }, (_, n) =>
    event({ source: "s", id: `letter ${n}`, event_type: DEAD_LETTER, timestamp: new Instant(2n * SECOND) }),
  );

test.each([0, 3])(
  "of a moment larger than a page no event slips through, in whatever order each page has it, %i unreadable ones among them",
  async (letters) => {
    const log = [...LOG, ...unreadable(letters)];
    for (let seed = 1; seed <= 400; seed++) {
      const random = randomOf(seed);
      const { ids } = await read(log, () => {
        const ranks = new Map(log.map((one) => [one, random()]));
        return (one) => ranks.get(one) ?? 0;
      });
      const events = [...ids].filter((id) => !id?.startsWith("letter"));
      expect(events.length, `seed ${seed}`).toBe(LOG.length);
    }
  },
);

test("a moment whose pages keep their order is read once, and three times where a row comes twice", async () => {
  const ordered = await read(LOG, () => () => 0);
  expect(ordered.ids.size).toBe(LOG.length);
  expect(ordered.asked).toBeLessThanOrEqual(6);
  const twice = await read([...LOG, ...LOG.slice(8, 9)], () => () => 0);
  expect(twice.ids.size).toBe(LOG.length);
  expect(twice.asked).toBeLessThanOrEqual(ordered.asked + 6);
});

test("an event that a doubled row pushes off its page is found", async () => {
  let pages = 0;
  const double = ([first, ...rest]: readonly Event[]) =>
    first && pages++ % 3 === 0 ? [first, first, ...rest].slice(0, PAGE) : first ? [first, ...rest] : [];
  for (const log of [LOG, at(1n, PAGE), at(1n, 2 * PAGE), [...at(1n, 1), ...at(2n, PAGE), ...at(3n, 1)]])
    expect((await read(log, () => () => 0, double)).ids.size).toBe(log.length);
});
