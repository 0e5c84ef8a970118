import { conditionOf } from "../../../server/src/store/condition.ts";
import { problemsOf, troubleOf } from "../../../server/src/store/problems.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { JournalLife } from "./journalLife.ts";
import { randomOf } from "./random.ts";

/** A small journal of several segments, batches and writers, and what it holds. */
export interface Sample {
  readonly disk: FakeDisk;
  /** Paths of its segments, oldest first. */
  readonly segments: readonly string[];
  readonly texts: ReadonlyMap<number, string>;
  /** How much of a segment counts, by path; absent where all of it does. */
  readonly lengths: ReadonlyMap<string, number>;
}

export async function sampleOf(seed: number): Promise<Sample> {
  const random = randomOf(seed);
  const below = (count: number) => Math.floor(random() * count);
  const disk = new FakeDisk();
  const texts = new Map<number, string>();
  for (let writer = 1; writer <= 3; writer++) {
    const process = disk.process();
    const life = new JournalLife(process);
    for (let batch = 0; batch < 3; batch++) {
      const frames = Array.from({ length: 1 + below(2) }, () =>
        Array.from({ length: 1 + below(2) }, () => `${texts.size}.${below(1e6)}:${"x".repeat(below(60))}`),
      );
      const firstLsn = await life.append(frames);
      for (const [at, text] of frames.flat().entries()) texts.set(firstLsn + at, text);
    }
    if (writer === 3) await life.end();
    else await die(disk, life);
    disk.kill(process);
  }
  const segments = disk.files().filter((path) => path.endsWith(".evj"));
  const lengths = new Map<string, number>();
  for (const { path, length } of new JournalLife(disk.process()).read().journal.history.segments)
    if (length !== undefined) lengths.set(path, length);
  return { disk, segments, texts, lengths };
}

function differsBefore(bytes: Uint8Array, others: Uint8Array, end: number): boolean {
  return bytes.some((byte, at) => at < end && byte !== others[at]);
}

/** The process ends while it holds the lock, so that the next one begins a segment. */
async function die(disk: FakeDisk, life: JournalLife): Promise<void> {
  disk.faults = ({ name, path }) => (name === "write" && path.endsWith(".evj") ? "crash" : undefined);
  await life.append([["never"]]).catch(() => {});
  disk.faults = () => undefined;
  disk.crashed = false;
}

/**
 * Reads a sample with other bytes in one of its segments. What is read must be what was written, and whatever is missing
 * must be told. `hint: false` takes away the file that says what was acknowledged.
 * @throws Error that says what is wrong
 */
export function checkHonest(sample: Sample, path: string, bytes: Uint8Array, hint: boolean, where: string): number {
  const { disk, texts, lengths } = sample;
  const before = disk.read(path);
  const known = disk.read("/store/logs/app/acknowledged");
  disk.put(path, bytes);
  if (!hint) disk.put("/store/logs/app/acknowledged", new Uint8Array(0));
  try {
    const found = new JournalLife(disk.process()).read();
    for (const [lsn, text] of found.texts)
      if (texts.get(lsn) !== text)
        throw new Error(`${where}: event ${lsn} is ${text}, not ${texts.get(lsn) ?? "none"}`);
    const missing = texts.size - found.texts.size;
    const condition = conditionOf(found.journal, found.cursor, false);
    const told = problemsOf(condition);
    const isNoticed = told.length + troubleOf(condition).length + condition.torn > 0;
    if (!isNoticed && bytes.length === before.length && differsBefore(bytes, before, lengths.get(path) ?? Infinity))
      throw new Error(`${where}: nothing is noticed`);
    if (missing > 0 && told.length === 0)
      throw new Error(`${where}: ${missing} events are missing, and nothing is told`);
    if (missing === 0 && hint && told.length > 0 && !/first bytes|chain/.test(told.join()))
      throw new Error(`${where}: nothing is missing, and told is ${told.join()}`);
    return missing;
  } finally {
    disk.put(path, before);
    disk.put("/store/logs/app/acknowledged", known);
  }
}
