import type { OpenFile } from "./fileSystem.ts";
import type { LogPaths, StoreFolder } from "./folder.ts";
import { nothingAcknowledged, readAcknowledged, writeAcknowledged } from "./journal/acknowledged.ts";
import { FRAME_HEADER_LENGTH, readFrameHeader } from "./journal/format.ts";
import type { LogIndex } from "./logIndex.ts";

const PIECE = 16 * 1024 * 1024;

/**
 * Makes a journal ready to be appended to: what stands behind the last frame is copied into `quarantine/` and cut off.
 * Gives the number of the next event, which leaves out those that were acknowledged and are lost; where it is not known
 * whether the bytes were acknowledged, they are taken to have been.
 */
export function takeAside(
  folder: StoreFolder,
  paths: LogPaths,
  { journalId, cursor }: LogIndex,
  file: OpenFile,
): number {
  const { fileSystem } = folder;
  const acknowledged = readAcknowledged(fileSystem, paths.acknowledged);
  const known = acknowledged?.journalId === journalId ? acknowledged : undefined;
  const size = file.size();
  if (size <= cursor.position) return Math.max(cursor.nextLsn, (known?.lsn ?? 0) + 1);
  const suspected =
    known === undefined ? (readFrameHeader(file.read(cursor.position, FRAME_HEADER_LENGTH))?.count ?? 1) : 0;
  const nextLsn = Math.max(cursor.nextLsn + suspected, (known?.lsn ?? 0) + 1);
  keep(folder, paths, file, cursor.position, size);
  if (suspected > 0) {
    const suspicion = { ...nothingAcknowledged(journalId, size), lsn: nextLsn - 1, events: cursor.events };
    writeAcknowledged(fileSystem, paths.acknowledged, suspicion, true);
  }
  file.truncate(cursor.position);
  file.sync();
  return nextLsn;
}

function keep(folder: StoreFolder, { quarantine }: LogPaths, file: OpenFile, from: number, to: number): void {
  const { fileSystem } = folder;
  if (fileSystem.stat(quarantine) === undefined) {
    fileSystem.makeFolder(quarantine);
    fileSystem.syncFolder(quarantine.slice(0, quarantine.lastIndexOf("/")));
  }
  let name = `bytes-${from}-${to}`;
  for (let again = 2; folder.list(quarantine).includes(name); again++) name = `bytes-${from}-${to}.${again}`;
  folder.replaceFile(`${quarantine}/${name}`, (copy) => {
    for (let at = from; at < to; at += PIECE) copy.write(at - from, file.read(at, Math.min(PIECE, to - at)));
  });
}
