import { HEADER_LENGTH } from "./journal/format.ts";
import { readJournal } from "./journal/journal.ts";
import type { Journal } from "./journal/journal.ts";
import type { Cursor } from "./journal/cursor.ts";
import type { StoreFolder } from "./folder.ts";
import type { WriterLock } from "./lock.ts";
import type { LogIndex } from "./logIndex.ts";

/** Looks at bytes that are no frame so often before it says so: a writer may have come and gone in between. */
const LOOKS = 3;

/** What of a log could not be read. */
export interface Condition {
  readonly journal: Journal;
  readonly cursor: Cursor;
  /** Bytes at the end that are no frame and that nobody is writing now. */
  readonly torn: number;
  readonly isWritten: boolean;
}

/**
 * How a log that was just read is. What was acknowledged by then must be there once the journal was read on from where
 * the log stands; what is acknowledged while that is read need not, so it says nothing. Bytes at the end that are no frame
 * count only when nobody is writing them.
 */
export function condition(folder: StoreFolder, log: string, index: LogIndex, lock: WriterLock): Condition {
  const paths = folder.pathsOf(log);
  let journal = readJournal(folder.fileSystem, paths);
  const isLate = () =>
    journal.resume(index.cursor) === undefined ||
    journal.bytesBehind(index.cursor) > 0 ||
    (journal.acknowledged !== undefined && journal.acknowledged.lsn >= index.cursor.nextLsn);
  for (let look = 1; look < LOOKS && isLate(); look++) {
    const { acknowledged } = journal;
    if (index.catchUp(folder, paths) === "stale") break;
    journal = { ...readJournal(folder.fileSystem, paths), acknowledged };
  }
  return conditionOf(journal, index.cursor, lock.holder() !== undefined);
}

export function conditionOf(journal: Journal, cursor: Cursor, isWritten: boolean): Condition {
  const behind = journal.bytesBehind(cursor);
  const isNothing = cursor.position <= HEADER_LENGTH && behind === 0;
  return { journal, cursor, torn: isWritten || isNothing ? 0 : behind, isWritten };
}
