import type { FileSystem, OpenFile } from "../fileSystem.ts";
import { readCheckpoint } from "./checkpoint.ts";
import type { CheckpointText } from "./checkpoint.ts";
import { crc32 } from "./crc32.ts";
import { FRAME_HEADER_LENGTH, MAGIC, frameLength, readFrameHeader } from "./format.ts";
import type { FrameHeader } from "./format.ts";
import { OLD_FRAME_HEADER_LENGTH, OLD_MAGIC, readOldFrameHeader } from "./formatOne.ts";
import type { CheckpointPlace } from "./cursor.ts";
import type { History, Segment } from "./history.ts";
import { JournalBytes } from "./journalBytes.ts";

/** A frame that is whole and right in itself. */
export interface Frame {
  readonly header: FrameHeader;
  readonly position: number;
  readonly end: number;
  readonly payload: Uint8Array;
}

const WINDOW = 65_536;

/** The checkpoint in a frame that was read before. */
export function checkpointAt(
  fileSystem: FileSystem,
  { segments }: History,
  { segment: name, position }: CheckpointPlace,
): CheckpointText | undefined {
  const segment = segments.find((one) => one.name === name);
  if (segment === undefined) return undefined;
  const file = fileSystem.openRead(segment.path);
  try {
    const frame = new FrameReader(file, segment).at(position);
    return frame && readCheckpoint(frame.payload.subarray(frame.header.rowsLength));
  } finally {
    file.close();
  }
}

/** Finds frames in the part of a segment that counts. */
export class FrameReader {
  readonly end: number;
  readonly #bytes: JournalBytes;
  readonly #headerOf: (bytes: Uint8Array) => FrameHeader | undefined;
  readonly #headerLength: number;
  readonly #magic: number;
  readonly #isPadded: boolean;

  constructor(file: OpenFile, { format, seed, length }: Segment) {
    this.#bytes = new JournalBytes(file, length);
    this.end = this.#bytes.end;
    this.#headerOf = format === 1 ? readOldFrameHeader : (bytes) => readFrameHeader(bytes, seed);
    this.#headerLength = format === 1 ? OLD_FRAME_HEADER_LENGTH : FRAME_HEADER_LENGTH;
    this.#magic = (format === 1 ? OLD_MAGIC : MAGIC)[0];
    this.#isPadded = format === 2;
  }

  /** The header that stands at a place, if all of its frame is there; the payload is not looked at. */
  headerAt(position: number): { readonly header: FrameHeader; readonly end: number } | undefined {
    const header = this.#headerOf(this.#bytes.read(position, this.#headerLength));
    if (header === undefined) return undefined;
    const end = this.#isPadded ? position + frameLength(header.length) : position + this.#headerLength + header.length;
    return end > this.end ? undefined : { header, end };
  }

  /** The frame that stands at a place. */
  at(position: number): Frame | undefined {
    const found = this.headerAt(position);
    if (found === undefined) return undefined;
    const { header, end } = found;
    const start = position + this.#headerLength;
    const bytes = this.#bytes.read(start, end - start);
    const payload = bytes.subarray(0, header.length);
    const isRight = crc32(payload) === header.checksum && bytes.subarray(header.length).every((byte) => byte === 0);
    return isRight ? { header, position, end, payload } : undefined;
  }

  /** The first frame at or behind a place. */
  next(from: number): Frame | undefined {
    for (let position = from; position < this.end; position += WINDOW) {
      const chunk = this.#bytes.read(position, WINDOW + this.#headerLength);
      for (let at = chunk.indexOf(this.#magic); at >= 0 && at < WINDOW; at = chunk.indexOf(this.#magic, at + 1)) {
        if (this.#headerOf(chunk.subarray(at)) === undefined) continue;
        const frame = this.at(position + at);
        if (frame) return frame;
      }
    }
    return undefined;
  }
}
