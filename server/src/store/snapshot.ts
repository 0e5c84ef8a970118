import { isFileError } from "./fileSystem.ts";
import type { FileSystem } from "./fileSystem.ts";
import type { StoreFolder } from "./folder.ts";
import { crc32 } from "./journal/crc32.ts";
import type { Cursor } from "./journal/cursor.ts";
import { openLine, sealLine } from "./journal/sealedLine.ts";

// A cache next to the journal, in one file: a sealed line of 4,096 bytes with the journal's id, how far the journal is
// in it, and length and checksum of what follows: the sql.js database as SQLite keeps it. One that is not right in every
// respect is as good as none.

const HEADER = 4096;
const PIECE = 64 * 1024 * 1024;

export interface Snapshot {
  readonly journalId: string;
  readonly cursor: Cursor;
  readonly image: Uint8Array;
}

interface Header {
  readonly journalId: string;
  readonly cursor: Cursor;
  readonly length: number;
  readonly checksum: number;
}

/** Writes a snapshot in place of the one before; only while holding the lock. Nothing when its header would be too long. */
export function writeSnapshot(folder: StoreFolder, path: string, { journalId, cursor, image }: Snapshot): void {
  const header: Header = { journalId, cursor, length: image.length, checksum: crc32(image) };
  const line = sealLine(`evq-snapshot 2 ${JSON.stringify(header)}`, HEADER);
  if (line.length > HEADER) return;
  folder.replaceFile(path, (file) => {
    file.write(0, new TextEncoder().encode(line));
    for (let at = 0; at < image.length; at += PIECE) file.write(HEADER + at, image.subarray(at, at + PIECE));
  });
}

/** Undefined when there is none that can be used. */
export function readSnapshot(fileSystem: FileSystem, path: string): Snapshot | undefined {
  try {
    const file = fileSystem.openRead(path);
    try {
      const header = readHeader(file.read(0, HEADER));
      if (header === undefined || file.size() !== HEADER + header.length) return undefined;
      const image = file.read(HEADER, header.length);
      return crc32(image) === header.checksum ? { ...header, image } : undefined;
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

/** How far a snapshot goes, without its content. */
export function snapshotCursor(fileSystem: FileSystem, path: string): Cursor | undefined {
  try {
    const file = fileSystem.openRead(path);
    try {
      return readHeader(file.read(0, HEADER))?.cursor;
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

function readHeader(bytes: Uint8Array): Header | undefined {
  const words = openLine(bytes, HEADER);
  if (words?.[0] !== "evq-snapshot" || words[1] !== "2") return undefined;
  return JSON.parse(words[2] ?? "null") as Header;
}
