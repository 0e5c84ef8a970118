import type { FileSystem } from "../fileSystem.ts";
import { readAcknowledged } from "./acknowledged.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { Cursor } from "./cursor.ts";
import { readHistory } from "./history.ts";
import type { History, JournalPaths } from "./history.ts";
import { replay } from "./replay.ts";
import type { Rows, Watch } from "./replay.ts";
import { resume } from "./resume.ts";

/** A journal as it was found at one moment; nothing is ever written by reading it. */
export interface Journal {
  /** Empty where no header can be read. */
  readonly journalId: string;
  readonly history: History;
  /** Read before the segments, so that what it says must be in them; undefined when nothing is known. */
  readonly acknowledged: Acknowledged | undefined;
  /** Where to go on from a cursor of earlier; undefined when what it has read is not in the journal any more. */
  resume(cursor: Cursor): Cursor | undefined;
  /** Reads from a cursor, which must stand in the journal, to the end. */
  replay(from: Cursor, take: (rows: Rows) => void, watch?: Watch): Cursor;
  /** Bytes that stand beyond a cursor. */
  bytesBehind(cursor: Cursor): number;
  /** Makes sure that what was read is on the disk. */
  sync(): void;
}

/** @throws EvqError `store.newer-format` */
export function readJournal(fileSystem: FileSystem, paths: JournalPaths & { readonly acknowledged: string }): Journal {
  const known = readAcknowledged(fileSystem, paths.acknowledged);
  const history = readHistory(fileSystem, paths, known?.journalId);
  const acknowledged = known?.journalId === history.journalId ? known : undefined;
  return {
    journalId: history.journalId,
    history,
    acknowledged,
    resume: (cursor) => resume(fileSystem, history, cursor),
    replay: (from, take, watch) => replay(fileSystem, history, from, acknowledged?.lsn ?? 0, take, watch),
    bytesBehind: (cursor) => bytesBehind(fileSystem, history, cursor),
    sync: () => sync(fileSystem, history),
  };
}

function bytesBehind(fileSystem: FileSystem, { segments }: History, { segment, position }: Cursor): number {
  let bytes = 0;
  for (const { name, path, length } of segments.toReversed()) {
    const end = Math.min(fileSystem.stat(path)?.size ?? 0, length ?? Infinity);
    if (name === segment) return bytes + Math.max(0, end - position);
    bytes += end;
  }
  return bytes;
}

function sync(fileSystem: FileSystem, { segments }: History): void {
  const last = segments.at(-1);
  if (last === undefined) return;
  const file = fileSystem.openAppend(last.path);
  try {
    file.sync();
  } finally {
    file.close();
  }
}
