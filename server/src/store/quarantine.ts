import type { LogPaths, StoreFolder } from "./folder.ts";
import { nothingAcknowledged, writeAcknowledged } from "./journal/acknowledged.ts";
import type { Cursor } from "./journal/cursor.ts";
import { FRAME_HEADER_LENGTH, readFrameHeader } from "./journal/format.ts";
import type { Segment } from "./journal/history.ts";
import type { Journal } from "./journal/journal.ts";

const PIECE = 16 * 1024 * 1024;

/**
 * Makes a journal ready to be appended to: what stands behind its last frame is copied into `quarantine/`. Gives the
 * number of the next event, which leaves out those that were acknowledged and are lost; where it is not known whether
 * the bytes were acknowledged, they are taken to have been.
 */
export function takeAside(folder: StoreFolder, paths: LogPaths, journal: Journal, cursor: Cursor): number {
  const { acknowledged, journalId, history } = journal;
  const known = Math.max(cursor.nextLsn, (acknowledged?.lsn ?? 0) + 1);
  const last = history.segments.at(-1);
  const behind = journal.bytesBehind(cursor);
  if (last === undefined || behind === 0) return known;
  const to = cursor.position + behind;
  keep(folder, paths, last, cursor.position, to);
  if (acknowledged !== undefined) return known;
  const nextLsn = cursor.nextLsn + suspectedEvents(folder, last, cursor.position);
  const suspicion = nothingAcknowledged(journalId, last.name, to);
  writeAcknowledged(folder.fileSystem, paths.acknowledged, { ...suspicion, lsn: nextLsn - 1 }, true);
  return nextLsn;
}

/** As many events as a header at a place promises, else one. */
function suspectedEvents({ fileSystem }: StoreFolder, { path, seed }: Segment, position: number): number {
  const file = fileSystem.openRead(path);
  try {
    return readFrameHeader(file.read(position, FRAME_HEADER_LENGTH), seed)?.count ?? 1;
  } finally {
    file.close();
  }
}

/** Copies a part of a segment into the quarantine, once. */
export function keep(folder: StoreFolder, paths: LogPaths, segment: Segment, from: number, to: number): void {
  const { fileSystem } = folder;
  const copied = `${quarantineOf(folder, paths)}/${segment.name}.${from}-${to}`;
  if (fileSystem.stat(copied) !== undefined) return;
  const file = fileSystem.openRead(segment.path);
  try {
    folder.replaceFile(copied, (copy) => {
      for (let at = from; at < to; at += PIECE) copy.write(at - from, file.read(at, Math.min(PIECE, to - at)));
    });
  } finally {
    file.close();
  }
}

/** The folder for what is unreadable, made if it is not there. */
export function quarantineOf({ fileSystem }: StoreFolder, { quarantine }: LogPaths): string {
  if (fileSystem.stat(quarantine) === undefined) fileSystem.makeFolder(quarantine);
  fileSystem.syncFolder(quarantine.slice(0, quarantine.lastIndexOf("/")));
  return quarantine;
}
