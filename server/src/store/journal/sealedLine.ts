import { crc32 } from "./crc32.ts";

const encoder = new TextEncoder();

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
