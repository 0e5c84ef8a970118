import type { Clock } from "../../server/src/base/ports.ts";

/** A clock that goes on by a millisecond whenever it is looked at. */
export function tickingClock(): Clock {
  let now = 1_700_000_000_000_000n;
  return { now: () => (now += 1000n), elapsed: () => Number((now += 1000n)) / 1000 };
}
