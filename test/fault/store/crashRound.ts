import { conditionOf } from "../../../server/src/store/condition.ts";
import { problemsOf } from "../../../server/src/store/problems.ts";
import { Crash, FakeDisk } from "../../support/fakeDisk.ts";
import type { Operation } from "../../support/fakeDisk.ts";
import { JournalLife } from "./journalLife.ts";
import { randomOf } from "./random.ts";

/** What a round did, for the figures of a long run. */
export interface CrashFigures {
  readonly lives: number;
  readonly acknowledged: number;
  readonly faults: number;
  /** Reads that said that events may be lost although none was. */
  readonly alarms: number;
}

const FAULTY: readonly Operation["name"][] = [
  "create",
  "write",
  "truncate",
  "sync",
  "syncFolder",
  "rename",
  "removeFile",
];

/**
 * A few lives of processes on one disk, each ended by a kill or a power cut at some operation, with a share of all calls
 * failing before. After each the journal must hold what was acknowledged, as it was, and nothing that was never appended.
 * @throws Error that says what is wrong
 */
export async function crashRound(seed: number, faultRate: number): Promise<CrashFigures> {
  const random = randomOf(seed * 7919 + Math.round(faultRate * 1000));
  const below = (count: number) => Math.floor(random() * count);
  let disk = new FakeDisk();
  const acknowledged = new Map<number, string>();
  const submitted = new Set<string>();
  const figures = { lives: 0, acknowledged: 0, faults: 0, alarms: 0 };
  let made = 0;
  const lives = 1 + below(4);
  for (let life = 1; life <= lives; life++) {
    const process = disk.process();
    const end = disk.operations + 1 + below(120);
    disk.faults = ({ number, name }) => {
      if (number >= end) return "crash";
      if (random() >= faultRate || !FAULTY.includes(name)) return undefined;
      figures.faults++;
      return name.startsWith("sync") || random() < 0.5 ? "EIO" : "ENOSPC";
    };
    const writer = new JournalLife(process);
    for (let failures = 0; !disk.crashed && failures < 6;) {
      const frames = Array.from({ length: 1 + below(3) }, () =>
        Array.from({ length: 1 + below(3) }, () => `n${++made}:${"z".repeat(Math.floor(random() * random() * 900))}`),
      );
      for (const text of frames.flat()) submitted.add(text);
      try {
        const firstLsn = await writer.append(frames);
        for (const [at, text] of frames.flat().entries()) acknowledged.set(firstLsn + at, text);
        if (random() < 0.02) await writer.end();
      } catch (error) {
        if (
          !(error instanceof Crash) &&
          !(error instanceof Error && "code" in error) &&
          String(error) !== "Error: poisoned"
        )
          throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
        failures++;
      }
    }
    disk.kill(process);
    disk.faults = () => undefined;
    disk.crashed = false;
    if (random() < 0.5) disk = disk.powerCut(() => random() < 0.5, random);
    figures.lives++;
    const where = `seed ${seed}, fault rate ${faultRate}, life ${life}`;
    // Bytes that may have been acknowledged, and nothing that tells, are taken to have been from then on.
    figures.alarms += check(disk, acknowledged, submitted, figures.alarms > 0, where);
  }
  figures.acknowledged = acknowledged.size;
  return figures;
}

/** Gives the number of false alarms. */
function check(
  disk: FakeDisk,
  acknowledged: ReadonlyMap<number, string>,
  submitted: ReadonlySet<string>,
  isDoubted: boolean,
  where: string,
): number {
  const { texts, journal, cursor } = new JournalLife(disk.process()).read();
  for (const [lsn, text] of acknowledged)
    if (texts.get(lsn) !== text) throw new Error(`${where}: event ${lsn} is ${texts.get(lsn) ?? "lost"}, not ${text}`);
  const seen = new Set<string>();
  for (const text of texts.values()) {
    if (!submitted.has(text)) throw new Error(`${where}: ${text} was never appended`);
    if (seen.has(text)) throw new Error(`${where}: ${text} is there twice`);
    seen.add(text);
  }
  if (journal.history.segments.length === 0) return 0;
  const told = problemsOf(conditionOf(journal, cursor, false));
  const wrong = told.find((sentence) => !sentence.includes(" may "));
  if (wrong !== undefined && !isDoubted)
    throw new Error(`${where}: nothing acknowledged is lost, and told is ${wrong}`);
  return told.length > 0 ? 1 : 0;
}
