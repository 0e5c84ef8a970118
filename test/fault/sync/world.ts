/** The systems whose logs are simulated. */
export const SYSTEMS = ["pigello", "contember", "opencontent", "akeneo", "codebolt"] as const;
export type System = (typeof SYSTEMS)[number];

/** One event of a simulated system; times in milliseconds since 1970. */
export interface WorldEvent {
  /** What it is for good, whatever number it has now. */
  readonly key: string;
  /** The number that the system gave it; changes when it renumbers. */
  id: number;
  readonly at: number;
  /** When it comes to sight. */
  readonly visible: number;
  /** Later times that it gets, of an error that repeats. */
  readonly moves: readonly number[];
  readonly stream: string;
  readonly sequence: number;
  /** Whether the system sends a record that cannot be read. */
  readonly isBroken: boolean;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
export const RETENTION = 30 * DAY;
export const BEGINNING = Date.parse("2024-03-01T00:00:00Z");

/** What happens in one simulation, given by its seed. */
export interface Story {
  readonly length: number;
  /** Between two syncs, on average. */
  readonly period: number;
  /** When nobody syncs. */
  readonly away: readonly [from: number, to: number] | undefined;
  /** When the log's numbers are given anew. */
  readonly renumbered: number | undefined;
}

export function storyOf(system: System, random: () => number): Story {
  const chance = random();
  // Weeks with a pause, a pause longer than the source remembers, or half a day of frequent syncs.
  const weeks = chance < 0.25;
  const length = weeks ? 50 * DAY : DAY / 2;
  const period = weeks ? 18 * 60 * MINUTE : 10 * MINUTE;
  const from = BEGINNING + 5 * DAY;
  const away = weeks ? ([from, from + (chance < 0.12 ? 34 : 4) * DAY] as const) : undefined;
  const renumbered = system === "opencontent" && random() < 0.5 ? BEGINNING + length * (0.3 + random() / 3) : undefined;
  return { length, period, away, renumbered };
}

/** Events over the time of a story: ties within seconds, transactions of many events, late commits, errors that repeat. */
export function eventsOf(system: System, { length }: Story, random: () => number): WorldEvent[] {
  const events: WorldEvent[] = [];
  const steps = 200 + Math.floor(random() * 200);
  const numbers = new Map<string, number>();
  let time = BEGINNING;
  let id = 1000;
  for (let step = 0; step < steps; step++) {
    time += (length / steps) * (random() < 0.1 ? 0 : 2 * random());
    const at = Math.round(time / 1000) * 1000;
    const size = random() < 0.1 ? 1 + Math.floor(random() * 160) : 1;
    const visible = time + latenessOf(system, random);
    for (let count = 0; count < size; count++) {
      const stream = `s${Math.floor(random() * 3)}`;
      const sequence = (numbers.get(stream) ?? 0) + 1;
      numbers.set(stream, sequence);
      const moves = system === "akeneo" && random() < 0.3 ? movesOf(at, random) : [];
      events.push({ key: `k${++id}`, id, at, visible, moves, stream, sequence, isBroken: random() < 0.002 });
    }
  }
  return events;
}

function latenessOf(system: System, random: () => number): number {
  switch (system) {
    case "pigello":
      return random() < 0.15 ? random() * 10 * MINUTE : random() * 500;
    case "contember":
      return random() < 0.1 ? random() * 20_000 : 0;
    case "opencontent":
      return random() < 0.1 ? random() * 30_000 : 0;
    case "akeneo":
    case "codebolt":
      return 0;
  }
}

function movesOf(at: number, random: () => number): readonly number[] {
  const moves: number[] = [];
  let time = at;
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
    time += Math.round(random() * 80) * 1000;
    if (time - at < 5 * MINUTE) moves.push(time);
  }
  return moves;
}

/** The time that an event has at a moment. */
export function timeAt({ at, moves }: WorldEvent, now: number): number {
  return moves.reduce((time, move) => (move <= now ? move : time), at);
}

/** What a system shows at a moment. */
export function visibleAt(events: readonly WorldEvent[], now: number): readonly WorldEvent[] {
  return events.filter((event) => event.visible <= now && timeAt(event, now) > now - RETENTION);
}

/** Gives the events new numbers from 1, as a migration does; those that are gone keep none. */
export function renumber(events: readonly WorldEvent[], now: number): void {
  const inOrder = [...events].sort((a, b) => a.id - b.id);
  const shown = new Set(visibleAt(events, now));
  let next = 0;
  for (const event of inOrder) if (shown.has(event)) event.id = ++next;
  for (const event of inOrder) if (!shown.has(event)) event.id = event.visible > now ? ++next : 0;
}
