import { FakeDisk } from "../../support/fakeDisk.ts";
import { JournalLife } from "./journalLife.ts";

const OPERATIONS = 90;
const CODES = ["EIO", "ENOSPC"] as const;

/**
 * A small life in which two calls fail, the n-th and a later one, once or with all that follow; every pair of places has
 * its seed. Nothing acknowledged may be lost, then or after a power cut.
 * @throws Error that says what is wrong
 */
export async function errorRound(seed: number): Promise<void> {
  const first = 1 + (seed % OPERATIONS);
  const second = first + (Math.floor(seed / OPERATIONS) % OPERATIONS);
  const code = CODES[Math.floor(seed / OPERATIONS ** 2) % 2] ?? "EIO";
  const lasts = Math.floor(seed / OPERATIONS ** 2 / 2) % 2 === 1;
  const where = `seed ${seed}: ${code} at ${first} and ${lasts ? "from" : "at"} ${second}`;
  const disk = new FakeDisk();
  disk.faults = ({ number }) =>
    number === first || number === second || (lasts && number > second) ? code : undefined;
  const safe = new Map<number, string>();
  const process = disk.process();
  const life = new JournalLife(process);
  for (let made = 0; made < 8; made++)
    await life.append([[`n${made}`], [`m${made}`]]).then(
      (lsn) => safe.set(lsn, `n${made}`).set(lsn + 1, `m${made}`),
      (error: unknown) => {
        if (error instanceof TypeError || error instanceof RangeError) throw error;
      },
    );
  disk.faults = () => undefined;
  disk.kill(process);
  for (const found of [disk, disk.powerCut(() => false)]) {
    const next = new JournalLife(found.process());
    for (const [lsn, text] of safe)
      if (next.read().texts.get(lsn) !== text) throw new Error(`${where}: ${text} is lost`);
    const lsn = await next.append([["after"]]);
    if (new JournalLife(found.process()).read().texts.get(lsn) !== "after") throw new Error(`${where}: cannot go on`);
  }
}
