import type { OpenFile } from "../fileSystem.ts";
import { crc32 } from "./crc32.ts";
import { FILE_HEADER_LENGTH, FRAME_HEADER_LENGTH, MAGIC, readFrameHeader } from "./format.ts";
import type { FrameHeader } from "./format.ts";
import { JournalBytes } from "./journalBytes.ts";

/** How far a journal was read. */
export interface Cursor {
  /** Where the next frame is awaited. */
  readonly position: number;
  readonly nextLsn: number;
  readonly events: number;
  /** The last frame that counted: by it one sees that the journal is still the one that was read. */
  readonly lastFrame?: { readonly position: number; readonly checksum: number };
  readonly damage: readonly Damage[];
}

/** Bytes that are no frame; `lost` acknowledged events stood there, from number `firstLost` on. */
export interface Damage {
  readonly from: number;
  readonly to: number;
  readonly firstLost: number;
  readonly lost: number;
}

export interface Frame {
  readonly firstLsn: number;
  readonly count: number;
  readonly rows: Uint8Array;
}

export const START: Cursor = { position: FILE_HEADER_LENGTH, nextLsn: 1, events: 0, damage: [] };

/**
 * Reads the frames from a cursor to the end, those that count in order, and says how far it came. Where it stops before
 * the end, what follows is no frame (yet): the beginning of one that is being written, or damage.
 */
export function scan(file: OpenFile, from: Cursor, take: (frame: Frame) => void): Cursor {
  const bytes = new JournalBytes(file);
  let { position, nextLsn, events, lastFrame } = from;
  const damage = [...from.damage];
  let intact = position;
  for (;;) {
    const header = frameAt(bytes, position);
    if (header === undefined) {
      if (position >= bytes.end) break;
      position = nextMagic(bytes, position + 1);
      continue;
    }
    const { firstLsn, count, length } = header;
    if (firstLsn >= nextLsn) {
      if (position > intact || firstLsn > nextLsn)
        damage.push({ from: intact, to: position, firstLost: nextLsn, lost: firstLsn - nextLsn });
      take({ firstLsn, count, rows: bytes.read(position + FRAME_HEADER_LENGTH, length) });
      nextLsn = firstLsn + count;
      events += count;
      lastFrame = { position, checksum: header.checksum };
    }
    position += FRAME_HEADER_LENGTH + length;
    intact = position;
  }
  return { position: intact, nextLsn, events, damage, ...(lastFrame && { lastFrame }) };
}

/** The header of a frame that is whole and right. */
function frameAt(bytes: JournalBytes, position: number): FrameHeader | undefined {
  const header = readFrameHeader(bytes.read(position, FRAME_HEADER_LENGTH));
  if (header === undefined || header.count === 0) return undefined;
  const rows = bytes.read(position + FRAME_HEADER_LENGTH, header.length);
  return rows.length === header.length && crc32(rows) === header.checksum ? header : undefined;
}

/** Where the next header might start, or the end. */
function nextMagic(bytes: JournalBytes, from: number): number {
  const window = 65_536;
  for (let position = from; position < bytes.end; position += window) {
    const chunk = bytes.read(position, window + FRAME_HEADER_LENGTH);
    for (let at = chunk.indexOf(MAGIC[0]); at >= 0 && at < window; at = chunk.indexOf(MAGIC[0], at + 1))
      if (readFrameHeader(chunk.subarray(at)) !== undefined) return position + at;
  }
  return bytes.end;
}

/** Whether the journal still begins with what was read up to the cursor: a batch that failed may have been taken back. */
export function continues(file: OpenFile, { lastFrame, nextLsn, position }: Cursor): boolean {
  if (lastFrame === undefined) return true;
  const header = readFrameHeader(file.read(lastFrame.position, FRAME_HEADER_LENGTH));
  return (
    header !== undefined &&
    header.checksum === lastFrame.checksum &&
    header.firstLsn + header.count === nextLsn &&
    position <= file.size()
  );
}
