import type { LogVerification, VerifiedFile } from "../../protocol/logs.ts";
import { conditionOf } from "./condition.ts";
import type { StoreFolder } from "./folder.ts";
import { START } from "./journal/cursor.ts";
import { FRAME } from "./journal/format.ts";
import { readJournal } from "./journal/journal.ts";
import type { WriterLock } from "./lock.ts";
import { problemsOf, remarksOf, troubleOf } from "./problems.ts";

/**
 * Walks the whole journal of a log, every byte, checksum and link of its chain, and says what it found. Nothing is
 * written, and others may append meanwhile.
 * @throws EvqError `store.newer-format`
 */
export function verifyLog(folder: StoreFolder, log: string, lock: WriterLock): LogVerification {
  const paths = folder.pathsOf(log);
  const isWritten = lock.holder() !== undefined;
  const journal = readJournal(folder.fileSystem, paths);
  const files: VerifiedFile[] = [];
  let file: VerifiedFile | undefined;
  const cursor = journal.replay(START, () => {}, {
    segment: ({ name, firstLsn }, bytes) => {
      if (file) files.push(file);
      file = { name, bytes, frames: 0, events: 0, firstLsn };
    },
    frame: ({ header }) => {
      if (file)
        file = {
          ...file,
          frames: file.frames + 1,
          events: file.events + (header.type === FRAME.events ? header.count : 0),
        };
    },
  });
  if (file) files.push(file);
  const condition = conditionOf(journal, cursor, isWritten);
  return {
    log,
    files,
    events: cursor.events,
    lsn: cursor.nextLsn - 1,
    chain: cursor.chain,
    problems: [...problemsOf(condition, "unrepaired"), ...troubleOf(condition)],
    remarks: remarksOf(folder, paths, condition),
  };
}
