// The journal of a log, `journal.evj`: an append-only file that is the truth.
//
//   header   64 bytes of text: `evq-journal 1 <journal id> <CRC-32 of what stands before, 8 hex digits>`, blanks, a line feed
//   frame*   one batch of events each; a batch is there as a whole or not at all
//
// A frame, numbers little endian:
//
//    0  4 bytes  F5 45 56 46: F5 stands in no UTF-8 text, so a frame can be found again behind damage
//    4  u32      length of the rows in bytes
//    8  u64      log sequence number (lsn) of the first event; the first event of a log has 1
//   16  u32      number of events
//   20  u32      CRC-32 of the rows
//   24  u32      CRC-32 of the 24 bytes before
//   28  …        the rows, UTF-8, one line an event (`rows.ts`)
//
// Log sequence numbers are dense, and a number that was acknowledged is never given twice. So each frame says by itself
// whether something is missing before it: one that starts at the next number continues the log whatever bytes stand in
// between; one that starts higher shows that events are lost, and which; one that starts lower was written by a process
// that had lost its lock without knowing, was never acknowledged, and does not count.
import { crc32 } from "./crc32.ts";

export const FILE_HEADER_LENGTH = 64;
export const FRAME_HEADER_LENGTH = 28;
export const MAGIC = [0xf5, 0x45, 0x56, 0x46] as const;
/** Longer rows are not a frame of ours. */
export const MAX_ROWS_LENGTH = 256 * 1024 * 1024;

const encoder = new TextEncoder();

export interface FrameHeader {
  readonly length: number;
  readonly firstLsn: number;
  readonly count: number;
  readonly checksum: number;
}

export function printFileHeader(journalId: string): Uint8Array {
  return encoder.encode(sealLine(`evq-journal 1 ${journalId}`, FILE_HEADER_LENGTH));
}

/** The journal's id; undefined when the bytes are no header of this format. */
export function readFileHeader(bytes: Uint8Array): string | undefined {
  const words = openLine(bytes, FILE_HEADER_LENGTH);
  return words?.[0] === "evq-journal" && words[1] === "1" ? words[2] : undefined;
}

/** A line of text of a fixed length in bytes that ends with its checksum; the text is ASCII. */
export function sealLine(text: string, length: number): string {
  const line = `${text} ${crc32(encoder.encode(text)).toString(16).padStart(8, "0")}`;
  return `${line.padEnd(length - 1)}\n`;
}

/** The words of a sealed line without its checksum; undefined when it is cut or damaged. */
export function openLine(bytes: Uint8Array, length: number): readonly string[] | undefined {
  const line = String.fromCharCode(...bytes.subarray(0, length));
  if (line.length < length || sealLine(line.trimEnd().slice(0, -9), length) !== line) return undefined;
  return line.trimEnd().split(" ").slice(0, -1);
}

export function printFrame(firstLsn: number, count: number, rows: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_LENGTH + rows.length);
  const view = new DataView(frame.buffer);
  frame.set(MAGIC);
  view.setUint32(4, rows.length, true);
  view.setBigUint64(8, BigInt(firstLsn), true);
  view.setUint32(16, count, true);
  view.setUint32(20, crc32(rows), true);
  view.setUint32(24, crc32(frame.subarray(0, 24)), true);
  frame.set(rows, FRAME_HEADER_LENGTH);
  return frame;
}

/** Undefined when no frame's header stands there, or only the beginning of one. */
export function readFrameHeader(bytes: Uint8Array): FrameHeader | undefined {
  if (bytes.length < FRAME_HEADER_LENGTH || !MAGIC.every((byte, at) => bytes[at] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_LENGTH);
  if (view.getUint32(24, true) !== crc32(bytes.subarray(0, 24))) return undefined;
  const length = view.getUint32(4, true);
  if (length > MAX_ROWS_LENGTH) return undefined;
  return {
    length,
    firstLsn: Number(view.getBigUint64(8, true)),
    count: view.getUint32(16, true),
    checksum: view.getUint32(20, true),
  };
}
