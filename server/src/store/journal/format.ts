// The journal of a log: the segments in its folder `journal/`, files that are only ever appended to and are the truth.
// docs/store-format.md says what they are good for; this is what stands in them, numbers little endian.
//
// Segment `<epoch>-<first lsn>.evj`:
//
//   header   twice the same 256 bytes of text, so that damage to one costs nothing:
//            `evq-journal 2 <journal id> <epoch> <first lsn> <chain before> <previous: epoch, first lsn, valid length>
//            <CRC-32 of what stands before, 8 hex digits>`, blanks, a line feed; without a previous one, 0 0 0
//   frame*   one append each: events, the checkpoint after them, or both; there as a whole or not at all
//
// Frame:
//
//    0  4 bytes   F5 45 56 4A: F5 stands in no UTF-8 text, so a frame can be found again behind damage
//    4  u32       type: 1 append, 2 close, 3 loss
//    8  u32       length of the payload in bytes
//   12  u32       of it, length of the rows; what follows them is the checkpoint
//   16  u64       log sequence number (lsn) of the first event, or of the next one where the frame has none
//   24  u32       number of events
//   28  u32       bytes from the start of the frame's batch, which was written and synced in one piece, to the frame
//   32  32 bytes  chain: SHA-256 of the chain before, bytes 4 to 31, and the payload
//   64  u32       CRC-32 of the payload
//   68  u32       CRC-32 of the 68 bytes before, seeded by journal and segment
//   72  …         the payload, and zeros up to a multiple of eight bytes
//
// The rows are UTF-8, one line an event (`rows.ts`); a checkpoint is its key as JSON text, a tab, its value as JSON. A close frame
// says that a process stopped in good order. A loss frame stands in a repaired journal for events that are lost.
import { crc32 } from "./crc32.ts";
import { openLine, sealLine } from "./sealedLine.ts";

export const HEADER_LENGTH = 512;
export const FRAME_HEADER_LENGTH = 72;
export const MAGIC = [0xf5, 0x45, 0x56, 0x4a] as const;
/** A longer payload is not one of ours. */
export const MAX_PAYLOAD_LENGTH = 256 * 1024 * 1024;
export const FRAME = { events: 1, close: 2, loss: 3 } as const;
/** The chain before the first event. */
export const FIRST_CHAIN = "0".repeat(64);

const LINE = HEADER_LENGTH / 2;
const encoder = new TextEncoder();

export interface SegmentHeader {
  readonly journalId: string;
  readonly epoch: number;
  readonly firstLsn: number;
  /** In hex. */
  readonly chain: string;
  readonly previous: Previous | undefined;
}

/** The segment before, and how much of it counts; epoch 0 is a journal of format 1. */
export interface Previous {
  readonly epoch: number;
  readonly firstLsn: number;
  readonly length: number;
}

export interface FrameHeader {
  readonly type: number;
  readonly length: number;
  readonly rowsLength: number;
  readonly firstLsn: number;
  readonly count: number;
  readonly batchOffset: number;
  readonly checksum: number;
  /** In hex; absent in format 1. */
  readonly chain?: string;
}

/** What a frame carries, before it has its place in the chain. */
export interface FrameContent {
  readonly type: number;
  readonly firstLsn: number;
  readonly count: number;
  readonly rows: Uint8Array;
  readonly checkpoint: Uint8Array;
}

/** SHA-256 of pieces one after the other. */
export type Sha256 = (pieces: readonly Uint8Array[]) => Uint8Array;

export function segmentName(epoch: number, firstLsn: number): string {
  return `${String(epoch).padStart(10, "0")}-${String(firstLsn).padStart(16, "0")}.evj`;
}

export function placeOfName(name: string): { readonly epoch: number; readonly firstLsn: number } | undefined {
  const [, epoch, firstLsn] = /^(\d{10,15})-(\d{16})\.evj$/.exec(name) ?? [];
  return epoch === undefined ? undefined : { epoch: Number(epoch), firstLsn: Number(firstLsn) };
}

export function printSegmentHeader({ journalId, epoch, firstLsn, chain, previous }: SegmentHeader): Uint8Array {
  const before = previous ? `${previous.epoch} ${previous.firstLsn} ${previous.length}` : "0 0 0";
  const line = sealLine(`evq-journal 2 ${journalId} ${epoch} ${firstLsn} ${chain} ${before}`, LINE);
  return encoder.encode(line + line);
}

/** The header from the copy that is right; `isWhole` when both are. */
export function readSegmentHeader(
  bytes: Uint8Array,
): { readonly header: SegmentHeader; readonly isWhole: boolean } | "newer" | undefined {
  const copies = [bytes.subarray(0, LINE), bytes.subarray(LINE)].map((copy) => openLine(copy, LINE));
  const words = copies[0] ?? copies[1];
  if (words?.[0] !== "evq-journal") return undefined;
  if (Number(words[1]) > 2) return "newer";
  if (words[1] !== "2" || words.length !== 9) return undefined;
  const [, , journalId = "", epoch, firstLsn, chain = "", previousEpoch, previousLsn, length] = words;
  const previous =
    Number(previousLsn) === 0
      ? undefined
      : { epoch: Number(previousEpoch), firstLsn: Number(previousLsn), length: Number(length) };
  return {
    header: { journalId, epoch: Number(epoch), firstLsn: Number(firstLsn), chain, previous },
    isWhole: copies[0]?.join() === copies[1]?.join(),
  };
}

/** Seeds the checksums of a segment's frames, so that frames of another place are none here. */
export function seedOf(journalId: string, epoch: number, firstLsn: number): number {
  return crc32(encoder.encode(`${journalId} ${epoch} ${firstLsn}`));
}

/** Bytes that a frame with such a payload takes. */
export function frameLength(payloadLength: number): number {
  return FRAME_HEADER_LENGTH + Math.ceil(payloadLength / 8) * 8;
}

/** The bytes of a frame, written into `bytes` where they are given: zeros, as many as the frame takes. */
export function printFrame(
  { type, firstLsn, count, rows, checkpoint }: FrameContent,
  batchOffset: number,
  chainBefore: string,
  seed: number,
  sha256: Sha256,
  bytes: Uint8Array = new Uint8Array(frameLength(rows.length + checkpoint.length)),
): { readonly bytes: Uint8Array; readonly chain: string; readonly checksum: number } {
  const length = rows.length + checkpoint.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_LENGTH);
  bytes.set(MAGIC);
  view.setUint32(4, type, true);
  view.setUint32(8, length, true);
  view.setUint32(12, rows.length, true);
  view.setBigUint64(16, BigInt(firstLsn), true);
  view.setUint32(24, count, true);
  view.setUint32(28, batchOffset, true);
  bytes.set(rows, FRAME_HEADER_LENGTH);
  bytes.set(checkpoint, FRAME_HEADER_LENGTH + rows.length);
  const payload = bytes.subarray(FRAME_HEADER_LENGTH, FRAME_HEADER_LENGTH + length);
  const chain = sha256([bytesOfHex(chainBefore), bytes.subarray(4, 32), payload]);
  bytes.set(chain, 32);
  const checksum = crc32(payload);
  view.setUint32(64, checksum, true);
  view.setUint32(68, crc32(bytes.subarray(0, 68), seed), true);
  return { bytes, chain: hexOf(chain), checksum };
}

/** Undefined when no frame's header stands there, or only the beginning of one. */
export function readFrameHeader(bytes: Uint8Array, seed: number): FrameHeader | undefined {
  if (bytes.length < FRAME_HEADER_LENGTH || !MAGIC.every((byte, at) => bytes[at] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, FRAME_HEADER_LENGTH);
  if (view.getUint32(68, true) !== crc32(bytes.subarray(0, 68), seed)) return undefined;
  const length = view.getUint32(8, true);
  const rowsLength = view.getUint32(12, true);
  if (length > MAX_PAYLOAD_LENGTH || rowsLength > length) return undefined;
  return {
    type: view.getUint32(4, true),
    length,
    rowsLength,
    firstLsn: Number(view.getBigUint64(16, true)),
    count: view.getUint32(24, true),
    batchOffset: view.getUint32(28, true),
    checksum: view.getUint32(64, true),
    chain: hexOf(bytes.subarray(32, 64)),
  };
}

/** The chain after a frame; one of format 1 counts as if it stood in format 2, so both make one chain. */
export function chainAfter(before: string, header: FrameHeader, payload: Uint8Array, sha256: Sha256): string {
  const sealed = new Uint8Array(28);
  const view = new DataView(sealed.buffer);
  view.setUint32(0, header.type, true);
  view.setUint32(4, header.length, true);
  view.setUint32(8, header.rowsLength, true);
  view.setBigUint64(12, BigInt(header.firstLsn), true);
  view.setUint32(20, header.count, true);
  view.setUint32(24, header.batchOffset, true);
  return hexOf(sha256([bytesOfHex(before), sealed, payload]));
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += HEX[byte] ?? "";
  return hex;
}

function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++)
    bytes[at] = (digitOf(hex.charCodeAt(2 * at)) << 4) | digitOf(hex.charCodeAt(2 * at + 1));
  return bytes;
}

/** Of a hex digit's code, in lower case. */
function digitOf(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}
