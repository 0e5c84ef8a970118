import type { Condition } from "./condition.ts";
import type { LogPaths, StoreFolder } from "./folder.ts";
import type { Damage } from "./journal/cursor.ts";

/** Sentences that belong to the verdict of every query: events are lost, or may be. */
export function problemsOf(
  { journal, cursor, torn, isWritten }: Condition,
  which: "all" | "unrepaired" = "all",
): readonly string[] {
  const { acknowledged, history, journalId } = journal;
  const damage = which === "all" ? cursor.damage : cursor.damage.filter(({ kind }) => kind !== "repaired");
  const problems = damage.flatMap(describeDamage);
  if (journalId === "") problems.push("The journal's first bytes are damaged, so nothing can be appended to it.");
  for (const name of history.missing) problems.push(`The journal's file ${name} is missing.`);
  const missing = missingAtEnd({ journal, cursor });
  if (missing > 0 && history.segments.length === 0 && acknowledged?.segment)
    problems.push(`The journal's file ${acknowledged.segment} is missing, and there is no other.`);
  if (missing > 0) problems.push(`${events(cursor.nextLsn, missing)} at the journal's end ${are(missing)} lost.`);
  else if (acknowledged === undefined && torn > 0)
    problems.push(`The journal's last ${torn} bytes cannot be read; they may have held events.`);
  else if (acknowledged === undefined && !isWritten && !cursor.closed && history.segments.at(-1)?.format === 2)
    problems.push(
      "The journal was not closed, and the file that tells what was acknowledged is gone: events may be missing at its end.",
    );
  return problems;
}

/** Events that were acknowledged and are not at the journal's end. */
function missingAtEnd({ journal, cursor }: Pick<Condition, "journal" | "cursor">): number {
  return (journal.acknowledged?.lsn ?? 0) + 1 - cursor.nextLsn;
}

/** Sentences about damage that has cost no event so far; a repair mends it. */
export function troubleOf({ cursor, journal }: Condition): readonly string[] {
  const trouble: string[] = [];
  for (const { kind, lost, segment, from, to } of cursor.damage)
    if (kind === "bytes" && lost === 0)
      trouble.push(`Bytes ${from} to ${to} of ${segment} cannot be read; no event is missing by it.`);
  for (const { name, isWhole } of journal.history.segments)
    if (!isWhole) trouble.push(`The header of ${name} is damaged.`);
  return trouble;
}

/** Sentences about what harms no event: bytes of appends that were interrupted and never acknowledged. */
export function remarksOf(folder: StoreFolder, paths: LogPaths, condition: Condition): readonly string[] {
  const { torn, cursor, journal } = condition;
  const remarks: string[] = [];
  if (torn > 0 && journal.acknowledged !== undefined)
    remarks.push(
      missingAtEnd(condition) > 0
        ? `The last ${torn} bytes of its journal cannot be read.`
        : `The last ${torn} bytes of its journal are of an append that was interrupted and never answered; nothing is lost by it.`,
    );
  for (const damage of cursor.damage) if (damage.kind === "repaired") remarks.push(...describeDamage(damage));
  for (const name of journal.history.beside)
    remarks.push(
      `The file ${name} is not part of its journal: who wrote it had lost the lock, or a repair replaced it.`,
    );
  const kept = folder.list(paths.quarantine).length;
  if (kept > 0) remarks.push(`What was unreadable in it, ${pieces(kept)}, is kept in ${paths.quarantine}.`);
  return remarks;
}

function pieces(count: number): string {
  return count === 1 ? "one piece" : `${count} pieces`;
}

function describeDamage({ kind, segment, from, to, firstLost, lost }: Damage): readonly string[] {
  if (kind === "chain")
    return [
      `From event number ${firstLost} on the journal is not the one that was written: its chain breaks in ${segment}.`,
    ];
  if (lost === 0 && kind === "repaired")
    return [`Before event number ${firstLost} the chain of the journal was broken; the journal was repaired since.`];
  if (lost === 0) return [];
  const what = `${events(firstLost, lost)} ${are(lost)} lost`;
  if (kind === "repaired") return [`${what}; the journal was repaired since.`];
  const place =
    to > from
      ? `bytes ${from} to ${to} of ${segment} are damaged`
      : `the journal lacks them at byte ${from} of ${segment}`;
  return [`${what}: ${place}.`];
}

function events(first: number, count: number): string {
  return count === 1 ? `Event number ${first}` : `The ${count} events from number ${first} to ${first + count - 1}`;
}

function are(count: number): string {
  return count === 1 ? "is" : "are";
}
