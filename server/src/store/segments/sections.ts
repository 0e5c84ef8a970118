import { crc32 } from "../journal/crc32.ts";
import { TextColumn } from "./textColumn.ts";
import type { Codes } from "./textColumn.ts";
import type { Integers } from "./integers.ts";

/** Where a piece of a file stands, behind the first one, and how it is to be read. */
export interface Section {
  readonly at: number;
  readonly bytes: number;
  /** CRC-32. */
  readonly checksum: number;
}
export interface TextSection {
  readonly codes: Section;
  readonly width: 1 | 2 | 4;
  readonly starts: Section;
  readonly arena: Section;
  readonly encoding: "utf-8" | "utf-16le";
}
export interface IntegerSection {
  readonly values: Section;
  readonly wide: readonly (readonly [number, string])[];
}

const ALIGNED = 8;

/** Puts columns into bytes, one behind the other; numbers as this machine has them, which is little endian everywhere. */
export class SectionWriter {
  readonly #pieces: Uint8Array[] = [];
  #end = 0;

  array(array: Uint8Array | Uint16Array | Uint32Array | Float64Array): Section {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    const section = { at: this.#end, bytes: bytes.length, checksum: crc32(bytes) };
    this.#pieces.push(bytes);
    const padding = (ALIGNED - (bytes.length % ALIGNED)) % ALIGNED;
    if (padding > 0) this.#pieces.push(new Uint8Array(padding));
    this.#end += bytes.length + padding;
    return section;
  }

  text({ codes, starts, arena }: TextColumn): TextSection {
    const encoding = arena.isWellFormed() ? "utf-8" : "utf-16le";
    return {
      codes: this.array(codes),
      width: codes.BYTES_PER_ELEMENT as 1 | 2 | 4,
      starts: this.array(starts),
      arena: this.array(encoding === "utf-8" ? new TextEncoder().encode(arena) : units(arena)),
      encoding,
    };
  }

  integers({ values, wide }: Integers): IntegerSection {
    return { values: this.array(values), wide: [...wide].map(([row, integer]) => [row, integer.toString()] as const) };
  }

  finish(): Uint8Array {
    const bytes = new Uint8Array(this.#end);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }
}

function units(text: string): Uint16Array {
  const array = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) array[at] = text.charCodeAt(at);
  return array;
}

/** Half surrogate pairs are in no UTF-8, so texts with them are kept by UTF-16 unit. */
function unitText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 2)
    parts.push(String.fromCharCode((bytes[at] as number) | ((bytes[at + 1] as number) << 8)));
  return parts.join("");
}

/** Reads columns, each checked when it is read; `read` gives the bytes of a section, or fewer at the end of the file. */
export class SectionReader {
  readonly #read: (section: Section) => Uint8Array;
  /** Bytes that were read. */
  bytes = 0;

  constructor(read: (section: Section) => Uint8Array) {
    this.#read = read;
  }

  doubles(section: Section): Float64Array {
    const { buffer, byteOffset } = this.#bytes(section);
    return new Float64Array(buffer, byteOffset, section.bytes / 8);
  }

  words(section: Section): Uint32Array {
    const { buffer, byteOffset } = this.#bytes(section);
    return new Uint32Array(buffer, byteOffset, section.bytes / 4);
  }

  text({ codes, width, starts, arena, encoding }: TextSection): TextColumn {
    const bytes = this.#bytes(arena);
    const text = encoding === "utf-8" ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) : unitText(bytes);
    return new TextColumn(this.#codes(codes, width), text, this.words(starts));
  }

  integers({ values, wide }: IntegerSection): Integers {
    return { values: this.doubles(values), wide: new Map(wide.map(([row, digits]) => [row, BigInt(digits)])) };
  }

  #codes(section: Section, width: 1 | 2 | 4): Codes {
    if (width === 4) return this.words(section);
    const bytes = this.#bytes(section);
    return width === 1 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, section.bytes / 2);
  }

  /** As bytes that begin at a multiple of eight of their buffer. */
  #bytes(section: Section): Uint8Array {
    const bytes = this.#read(section);
    this.bytes += bytes.length;
    return bytes.byteOffset % ALIGNED === 0 ? bytes : bytes.slice();
  }
}

export function isIntact(bytes: Uint8Array, length: number, checksum: number): boolean {
  return bytes.length === length && crc32(bytes) === checksum;
}
