// The journal as format 1 had it, one file `journal.evj` a log. It is only read: what is appended to such a log goes
// into segments of format 2, the first of which names this file as the one before it.
//
//   header   64 bytes of text: `evq-journal 1 <journal id> <CRC-32 of what stands before, 8 hex digits>`, blanks, a line feed
//   frame*   28 bytes, numbers little endian, and the rows:
//
//    0  4 bytes  F5 45 56 46
//    4  u32      length of the rows in bytes
//    8  u64      log sequence number of the first event
//   16  u32      number of events
//   20  u32      CRC-32 of the rows
//   24  u32      CRC-32 of the 24 bytes before
//   28  …        the rows
import { crc32 } from "./crc32.ts";
import { FRAME, MAX_PAYLOAD_LENGTH } from "./format.ts";
import type { FrameHeader } from "./format.ts";
import { openLine } from "./sealedLine.ts";

export const OLD_HEADER_LENGTH = 64;
export const OLD_FRAME_HEADER_LENGTH = 28;
export const OLD_MAGIC = [0xf5, 0x45, 0x56, 0x46] as const;

/** The journal's id; undefined when the bytes are no header of format 1. */
export function readOldHeader(bytes: Uint8Array): string | undefined {
  const words = openLine(bytes, OLD_HEADER_LENGTH);
  return words?.[0] === "evq-journal" && words[1] === "1" ? words[2] : undefined;
}

/** Undefined when no frame's header stands there, or only the beginning of one. Such a frame carries no chain. */
export function readOldFrameHeader(bytes: Uint8Array): FrameHeader | undefined {
  if (bytes.length < OLD_FRAME_HEADER_LENGTH || !OLD_MAGIC.every((byte, at) => bytes[at] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, OLD_FRAME_HEADER_LENGTH);
  if (view.getUint32(24, true) !== crc32(bytes.subarray(0, 24))) return undefined;
  const length = view.getUint32(4, true);
  const count = view.getUint32(16, true);
  if (length > MAX_PAYLOAD_LENGTH || count === 0) return undefined;
  return {
    type: FRAME.events,
    length,
    rowsLength: length,
    firstLsn: Number(view.getBigUint64(8, true)),
    count,
    batchOffset: 0,
    checksum: view.getUint32(20, true),
  };
}
