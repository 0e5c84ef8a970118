import { isFileError } from "../fileSystem.ts";
import type { FileSystem } from "../fileSystem.ts";
import { openLine, sealLine } from "./format.ts";

/**
 * What was acknowledged last, in the file `acknowledged` next to the journal: one sealed line, written over after each
 * append and never synced. It is a hint that can only be too old: a journal that ends before it has lost events. It
 * also answers what a summary asks without the database.
 */
export interface Acknowledged {
  readonly journalId: string;
  /** Of the last event. */
  readonly lsn: number;
  /** Length of the journal. */
  readonly end: number;
  readonly events: number;
  readonly streams: number;
  /** Timestamps in microseconds; null in a log without any. */
  readonly first: bigint | null;
  readonly last: bigint | null;
}

const LENGTH = 256;

export function readAcknowledged(fileSystem: FileSystem, path: string): Acknowledged | undefined {
  const words = readLine(fileSystem, path);
  if (words?.[0] !== "evq-acknowledged" || words[1] !== "1" || words.length !== 9) return undefined;
  const [, , journalId = "", lsn, end, events, streams, first, last] = words;
  return {
    journalId,
    lsn: Number(lsn),
    end: Number(end),
    events: Number(events),
    streams: Number(streams),
    first: readMicros(first),
    last: readMicros(last),
  };
}

/** Of a log that is new. */
export function nothingAcknowledged(journalId: string, end: number): Acknowledged {
  return { journalId, lsn: 0, end, events: 0, streams: 0, first: null, last: null };
}

export function writeAcknowledged(fileSystem: FileSystem, path: string, now: Acknowledged, isSafe = false): void {
  const { journalId, lsn, end, events, streams, first, last } = now;
  const line = ["evq-acknowledged 1", journalId, lsn, end, events, streams, first ?? "-", last ?? "-"].join(" ");
  const file = fileSystem.stat(path) === undefined ? fileSystem.createExclusive(path) : fileSystem.openWrite(path);
  try {
    file.write(0, new TextEncoder().encode(sealLine(line, LENGTH)));
    if (isSafe) file.sync();
  } finally {
    file.close();
  }
}

function readLine(fileSystem: FileSystem, path: string): readonly string[] | undefined {
  try {
    const file = fileSystem.openRead(path);
    try {
      return openLine(file.read(0, LENGTH), LENGTH);
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
