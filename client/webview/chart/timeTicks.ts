const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

/** Steps that people count time in, in milliseconds; from months on they follow the calendar. */
const STEPS: readonly number[] = [
  ...[1, 10, 100].flatMap((n) => [n, 2 * n, 5 * n]),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];
const MONTHS: readonly number[] = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const MONTH = 30.4 * DAY;

/** Round instants between two, at most `most` of them, in milliseconds since 1970, UTC. */
export function timeTicks(start: number, end: number, most: number): readonly number[] {
  if (!(end > start)) return [start];
  const wanted = (end - start) / Math.max(1, most);
  const step = STEPS.find((one) => one >= wanted);
  return step === undefined ? monthTicks(start, end, wanted) : fixedTicks(start, end, step);
}

function fixedTicks(start: number, end: number, step: number): readonly number[] {
  // Weeks begin on Monday; the first one after the epoch is 1970-01-05.
  const origin = step % (7 * DAY) === 0 ? 4 * DAY : 0;
  const first = origin + Math.ceil((start - origin) / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((end - first) / step) + 1) }, (_, at) => first + at * step);
}

function monthTicks(start: number, end: number, wanted: number): readonly number[] {
  const months = MONTHS.find((one) => one * MONTH >= wanted) ?? 1200;
  const from = new Date(start);
  let index = Math.ceil((from.getUTCFullYear() * 12 + from.getUTCMonth()) / months) * months;
  const ticks: number[] = [];
  for (;;) {
    const tick = new Date(0);
    tick.setUTCFullYear(Math.floor(index / 12), index % 12, 1);
    if (tick.getTime() > end) return ticks;
    if (tick.getTime() >= start) ticks.push(tick.getTime());
    index += months;
  }
}

/** A tick as short as its neighbours allow: what does not change between them stands with the first of a day or year only. */
export function tickText(time: number, step: number, previous: number | undefined): string {
  const iso = new Date(time).toISOString();
  const [day, clock] = [iso.slice(0, 10), iso.slice(11)];
  const isNewDay = previous === undefined || new Date(previous).toISOString().slice(0, 10) !== day;
  if (step >= 28 * DAY) return step >= 365 * DAY ? day.slice(0, 4) : day.slice(0, 7);
  if (step >= DAY) return previous === undefined || day.slice(0, 4) !== yearOf(previous) ? day : day.slice(5);
  const length = step >= MINUTE ? 5 : step >= SECOND ? 8 : 12;
  return isNewDay ? `${day.slice(5)} ${clock.slice(0, length)}` : clock.slice(0, length);
}

function yearOf(time: number): string {
  return new Date(time).toISOString().slice(0, 4);
}
