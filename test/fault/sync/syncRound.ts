import { EvqError } from "../../../server/src/base/failure.ts";
import { formatInstant } from "../../../server/src/base/instant.ts";
import { Instant, Json } from "../../../server/src/base/value.ts";
import type { Evq } from "../../../server/src/evq.ts";
import { Crash, FakeDisk } from "../../support/fakeDisk.ts";
import { randomOf } from "../store/random.ts";
import { NaiveClient } from "./naive.ts";
import { Network } from "./network.ts";
import { LOGS, openOver, runText } from "./simulated.ts";
import { BEGINNING, eventsOf, renumber, storyOf, timeAt } from "./world.ts";
import type { Story, System, WorldEvent } from "./world.ts";

/** What came of one simulation. */
export interface SyncFigures {
  readonly events: number;
  readonly syncs: number;
  /** Requests of EVQ, and of a naive client in the same story. */
  readonly requests: number;
  readonly naiveRequests: number;
  readonly naiveLost: number;
  /** Events that the source had dropped before anyone asked, as the gaps in the log say. */
  readonly told: number;
  readonly gaps: number;
  readonly deadLetters: number;
}

/** Calls that change the disk of which one ends the process. */
const CRASHES = 0.004;

/**
 * Hours or weeks of syncs from a faulty system into a log, by a process that is killed now and then. Every event must
 * be in the log once, unless the log says that some are missing.
 * @throws Error that says what is wrong
 */
export async function syncRound(system: System, seed: number): Promise<SyncFigures> {
  const random = randomOf(seed * 31 + 7);
  const story = storyOf(system, random);
  const events = eventsOf(system, story, random);
  const network = new Network(system, events, random);
  const text = `from ${LOGS[system]} since checkpoint "s" into local.kept`;
  const disk = new FakeDisk();
  const program = new Program(disk, system, network, random);
  let syncs = 0;
  let isRenumbered = false;
  for (const moment of momentsOf(story, random)) {
    network.now = Math.max(network.now, moment);
    if (!isRenumbered && story.renumbered !== undefined && network.now > story.renumbered) {
      renumber(events, network.now);
      isRenumbered = true;
    }
    syncs++;
    for (let tries = 0; tries < 5 && !(await program.sync(text)); tries++) network.now += 2000;
  }
  const evq = openOver(disk, system, network);
  const rows = await rowsOf(evq, "from local.kept");
  const found = check(system, events, rows, network.now, `${system}, seed ${seed}`);
  const naive = naiveRun(system, seed);
  return { events: events.length, syncs, requests: network.requests, ...naive, ...found };
}

/** The moments of a story at which someone syncs. */
function momentsOf({ length, period, away }: Story, random: () => number): readonly number[] {
  const moments: number[] = [];
  for (let time = BEGINNING; time < BEGINNING + length + 2 * 3_600_000 + period; time += period * (0.5 + random()))
    if (!away || time < away[0] || time > away[1]) moments.push(time);
  // So late that all has come to sight, and often enough that no fault stands in the way.
  const end = BEGINNING + length + 4 * 3_600_000;
  return [...moments, end, end + 60_000, end + 120_000];
}

/** A process that syncs again and again, until it is killed and another one begins. */
class Program {
  readonly #disk: FakeDisk;
  readonly #start: () => Evq;
  readonly #random: () => number;
  #evq: Evq | undefined;
  #kill: () => void = () => {};

  constructor(disk: FakeDisk, system: System, network: Network, random: () => number) {
    this.#disk = disk;
    this.#random = random;
    this.#start = () => {
      const process = disk.process();
      this.#kill = () => disk.kill(process);
      return openOver(disk, system, network, process);
    };
  }

  /** Whether it got through. */
  async sync(text: string): Promise<boolean> {
    const disk = this.#disk;
    disk.faults = () => (this.#random() < CRASHES ? "crash" : undefined);
    try {
      const { completeness } = await runText((this.#evq ??= this.#start()), text);
      return completeness.verdict !== "partial" || completeness.reason?.includes("failed") !== true;
    } catch (thrown) {
      if (thrown instanceof Crash || disk.crashed || thrown instanceof EvqError) return false;
      throw thrown;
    } finally {
      if (disk.crashed) {
        this.#kill();
        this.#evq = undefined;
      }
      disk.faults = () => undefined;
      disk.crashed = false;
    }
  }
}

interface KeptRow {
  readonly type: string;
  readonly at: number;
  readonly raw: string;
  readonly payload: string;
}

async function rowsOf(evq: Evq, from: string): Promise<readonly KeptRow[]> {
  const rows: KeptRow[] = [];
  await runText(evq, `${from} select event_type, timestamp, raw, payload`, (page) => {
    for (const [type, at, raw, payload] of page)
      rows.push({
        type: typeof type === "string" ? type : "",
        at: at instanceof Instant ? Number(at.micros / 1000n) : 0,
        raw: raw instanceof Json ? raw.text : "",
        payload: payload instanceof Json ? payload.text : "",
      });
  });
  return rows;
}

function check(
  system: System,
  events: readonly WorldEvent[],
  rows: readonly KeptRow[],
  now: number,
  where: string,
): Pick<SyncFigures, "told" | "gaps" | "deadLetters"> {
  const gaps = rows.filter(({ type }) => type === "evq:gap");
  const letters = rows.filter(({ type }) => type === "evq:dead-letter");
  const kept = rows.filter(({ type }) => !type.startsWith("evq:"));
  const times = new Map<string, number[]>();
  for (const { raw, at } of kept) {
    const key = /"(k\d+)"/.exec(raw)?.[1] ?? raw;
    times.set(key, [...(times.get(key) ?? []), at]);
  }
  for (const [key, list] of times)
    if (new Set(list).size !== list.length)
      throw new Error(
        `${where}: ${key} is there ${list.length} times, ${list.map((at) => formatInstant(BigInt(at) * 1000n)).join(", ")}`,
      );
  const putAside = new Set(letters.map(({ raw }) => /"(k\d+)"/.exec(raw)?.[1] ?? raw));
  const due = events.filter(({ visible }) => visible < now - 30 * 60_000);
  const lost = due.filter(({ key }) => !times.has(key) && !putAside.has(key));
  const broken = due.filter(({ isBroken, key }) => isBroken && times.has(key));
  if (broken.length > 0) throw new Error(`${where}: ${broken.length} unreadable records were kept as events`);
  if (lost.length > 0 && gaps.length === 0)
    throw new Error(
      `${where}: ${lost.length} of ${due.length} events are lost, such as ${lost[0]?.key}, and no gap is told`,
    );
  const isTold = ({ at }: WorldEvent) =>
    gaps.some(({ payload, at: toldAt }) => {
      const { from, to } = JSON.parse(payload) as { readonly from?: string; readonly to?: string };
      return (
        (from === undefined || at >= Date.parse(from) - 3_600_000) && at <= (to === undefined ? toldAt : Date.parse(to))
      );
    });
  const silent = lost.filter((event) => !isTold(event));
  if (silent.length > 0)
    throw new Error(`${where}: ${silent.length} events are lost outside of the gaps, such as ${silent[0]?.key}`);
  if (system === "akeneo") {
    const stale = due.find((event) => times.has(event.key) && !times.get(event.key)?.includes(timeAt(event, now)));
    if (stale) throw new Error(`${where}: ${stale.key} was seen last with another time than it has now`);
  }
  return { told: lost.length, gaps: gaps.length, deadLetters: letters.length };
}

/** The same story for a naive client that is never killed: what it loses shows that the simulation bites. */
function naiveRun(system: System, seed: number): Pick<SyncFigures, "naiveRequests" | "naiveLost"> {
  const random = randomOf(seed * 31 + 7);
  const story = storyOf(system, random);
  const events = eventsOf(system, story, random);
  const network = new Network(system, events, random);
  const client = new NaiveClient(system, random);
  let isRenumbered = false;
  for (const moment of momentsOf(story, random)) {
    network.now = Math.max(network.now, moment);
    if (!isRenumbered && story.renumbered !== undefined && network.now > story.renumbered) {
      renumber(events, network.now);
      isRenumbered = true;
    }
    client.sync(network);
  }
  const due = events.filter(({ visible, isBroken }) => visible < network.now - 30 * 60_000 && !isBroken);
  return { naiveRequests: network.requests, naiveLost: due.filter(({ key }) => !client.keys.has(key)).length };
}

/** The figures of several simulations together. */
export function addFigures(sum: SyncFigures | undefined, figures: SyncFigures): SyncFigures {
  if (!sum) return figures;
  const entries = Object.entries(figures) as [keyof SyncFigures, number][];
  return Object.fromEntries(entries.map(([name, value]) => [name, sum[name] + value])) as unknown as SyncFigures;
}
