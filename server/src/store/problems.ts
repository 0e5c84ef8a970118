import type { LogPaths, StoreFolder } from "./folder.ts";
import type { Acknowledged } from "./journal/acknowledged.ts";
import type { Cursor, Damage } from "./journal/scan.ts";

/** What of a log could not be read. */
export interface Condition {
  /** Empty where the journal's header cannot be read. */
  readonly journalId: string;
  readonly cursor: Cursor;
  /** As it was read before the journal; absent or of another journal, nothing is known. */
  readonly acknowledged: Acknowledged | undefined;
  /** Bytes at the end that are no frame and that nobody is writing now. */
  readonly torn: number;
}

/** Sentences that belong to the verdict of every query: events are lost, or may be. */
export function problemsOf({ journalId, cursor, acknowledged, torn }: Condition): readonly string[] {
  const problems = cursor.damage.filter(({ lost }) => lost > 0).map(describeDamage);
  if (journalId === "") problems.push("The journal's first bytes are damaged, so nothing can be appended to it.");
  const known = acknowledged !== undefined && acknowledged.journalId === journalId;
  const missing = known ? acknowledged.lsn + 1 - cursor.nextLsn : 0;
  if (missing > 0) problems.push(`${events(cursor.nextLsn, missing)} at the journal's end ${are(missing)} lost.`);
  else if (torn > 0 && !known)
    problems.push(`The journal's last ${torn} bytes cannot be read; they may have held events.`);
  return problems;
}

/** Sentences about what harms no event: bytes of appends that were interrupted and never acknowledged. */
export function remarksOf(folder: StoreFolder, paths: LogPaths, condition: Condition): readonly string[] {
  const { torn } = condition;
  const remarks: string[] = [];
  if (torn > 0) remarks.push(`The last ${torn} bytes of its journal are no event.`);
  const kept = folder.list(paths.quarantine).length;
  if (kept > 0) remarks.push(`What was unreadable at its end, ${pieces(kept)}, is kept in ${paths.quarantine}.`);
  return remarks;
}

function pieces(count: number): string {
  return count === 1 ? "one piece" : `${count} pieces`;
}

function describeDamage({ from, to, firstLost, lost }: Damage): string {
  const place =
    to > from ? `bytes ${from} to ${to} of the journal are damaged` : `the journal lacks them at byte ${from}`;
  return `${events(firstLost, lost)} ${are(lost)} lost: ${place}.`;
}

function events(first: number, count: number): string {
  return count === 1 ? `Event number ${first}` : `The ${count} events from number ${first} to ${first + count - 1}`;
}

function are(count: number): string {
  return count === 1 ? "is" : "are";
}
