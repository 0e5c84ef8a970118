import type { StoreFolder } from "./folder.ts";
import { readAcknowledged } from "./journal/acknowledged.ts";
import type { WriterLock } from "./lock.ts";
import type { LogIndex } from "./logIndex.ts";
import type { Condition } from "./problems.ts";

/** Looks at bytes that are no frame so often before it says so: a writer may have come and gone in between. */
const LOOKS = 3;

/** How a log that was just read is. Bytes at the end that are no frame count only when nobody is writing them. */
export function condition(folder: StoreFolder, log: string, index: LogIndex, lock: WriterLock): Condition {
  const { fileSystem } = folder;
  const paths = folder.pathsOf(log);
  const { journalId } = index;
  const acknowledged = readAcknowledged(fileSystem, paths.acknowledged);
  const behind = () => (fileSystem.stat(paths.journal)?.size ?? 0) - index.cursor.position;
  const late = () => behind() > 0 || (acknowledged !== undefined && acknowledged.lsn >= index.cursor.nextLsn);
  for (let look = 1; look < LOOKS && late(); look++) index.catchUp(folder, paths);
  const torn = Math.max(0, behind());
  return { journalId, cursor: index.cursor, acknowledged, torn: torn > 0 && lock.holder() !== undefined ? 0 : torn };
}
