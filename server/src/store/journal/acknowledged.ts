import { isFileError } from "../fileSystem.ts";
import type { FileSystem } from "../fileSystem.ts";
import { openLine, sealLine } from "./sealedLine.ts";

/**
 * What was acknowledged last, in the file `acknowledged` next to the journal: two sealed lines, written over in turn
 * after each append and never synced. It is a hint that can only be too old: a journal that ends before it has lost
 * events. It also answers what a summary asks without the database.
 */
export interface Acknowledged {
  readonly journalId: string;
  /** Grows with each time it is written. */
  readonly turn: number;
  /** Of the last event. */
  readonly lsn: number;
  /** The newest segment, and its length; empty where it is a journal of format 1. */
  readonly segment: string;
  readonly end: number;
  readonly events: number;
  readonly streams: number;
  /** Timestamps in microseconds; null in a log without any. */
  readonly first: bigint | null;
  readonly last: bigint | null;
}

const LENGTH = 512;
/** Format 1 had one line of this length. */
const OLD_LENGTH = 256;

export function readAcknowledged(fileSystem: FileSystem, path: string): Acknowledged | undefined {
  const bytes = readBytes(fileSystem, path);
  if (bytes === undefined) return undefined;
  const lines = [readLine(bytes), readLine(bytes.subarray(LENGTH))];
  const latest = lines.reduce((one, other) => ((other?.turn ?? -1) > (one?.turn ?? -1) ? other : one), undefined);
  return latest ?? readOldLine(bytes);
}

/** Of a log that is new. */
export function nothingAcknowledged(journalId: string, segment: string, end: number): Acknowledged {
  return { journalId, turn: 0, lsn: 0, segment, end, events: 0, streams: 0, first: null, last: null };
}

export function writeAcknowledged(fileSystem: FileSystem, path: string, now: Acknowledged, isSafe = false): void {
  const { journalId, turn, lsn, segment, end, events, streams, first, last } = now;
  const words = ["evq-acknowledged 2", journalId, turn, lsn, segment, end, events, streams, first ?? "-", last ?? "-"];
  const file = fileSystem.stat(path) === undefined ? fileSystem.createExclusive(path) : fileSystem.openWrite(path);
  try {
    file.write((turn % 2) * LENGTH, new TextEncoder().encode(sealLine(words.join(" "), LENGTH)));
    if (isSafe) file.sync();
  } finally {
    file.close();
  }
}

function readLine(bytes: Uint8Array): Acknowledged | undefined {
  const words = openLine(bytes, LENGTH);
  if (words?.[0] !== "evq-acknowledged" || words[1] !== "2" || words.length !== 11) return undefined;
  const [, , journalId = "", turn, lsn, segment = "", end, events, streams, first, last] = words;
  return { ...numbersOf(lsn, end, events, streams, first, last), journalId, turn: Number(turn), segment };
}

function readOldLine(bytes: Uint8Array): Acknowledged | undefined {
  const words = openLine(bytes, OLD_LENGTH);
  if (words?.[0] !== "evq-acknowledged" || words[1] !== "1" || words.length !== 9) return undefined;
  const [, , journalId = "", lsn, end, events, streams, first, last] = words;
  return { ...numbersOf(lsn, end, events, streams, first, last), journalId, turn: 0, segment: "" };
}

function numbersOf(...words: readonly (string | undefined)[]): Omit<Acknowledged, "journalId" | "turn" | "segment"> {
  const [lsn, end, events, streams, first, last] = words;
  return {
    lsn: Number(lsn),
    end: Number(end),
    events: Number(events),
    streams: Number(streams),
    first: readMicros(first),
    last: readMicros(last),
  };
}

function readBytes(fileSystem: FileSystem, path: string): Uint8Array | undefined {
  try {
    const file = fileSystem.openRead(path);
    try {
      return file.read(0, 2 * LENGTH);
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

function readMicros(word: string | undefined): bigint | null {
  return word === undefined || word === "-" ? null : BigInt(word);
}
