import { EvqError } from "../../base/failure.ts";
import { isFileError } from "../fileSystem.ts";
import type { FileSystem } from "../fileSystem.ts";
import { FIRST_CHAIN, HEADER_LENGTH, placeOfName, readSegmentHeader, segmentName, seedOf } from "./format.ts";
import type { Previous, SegmentHeader } from "./format.ts";
import { OLD_HEADER_LENGTH, readOldHeader } from "./formatOne.ts";

/** A file of a journal. */
export interface Segment {
  readonly name: string;
  readonly path: string;
  readonly format: 1 | 2;
  readonly epoch: number;
  readonly firstLsn: number;
  /** Where its first frame stands. */
  readonly start: number;
  readonly seed: number;
  /** Before its first frame, in hex; absent where the header cannot be read. */
  readonly chain?: string;
  /** How much of it counts, which the segment after it says; absent in the last one. */
  readonly length?: number;
  /** Whether both copies of its header are right. */
  readonly isWhole: boolean;
}

/** The segments of a journal that count, oldest first, and what else was found. */
export interface History {
  /** Empty where no header can be read. */
  readonly journalId: string;
  readonly segments: readonly Segment[];
  /** Segments that the one after them names and that are not there. */
  readonly missing: readonly string[];
  /** Files beside the history: of processes that had lost their lock, or that a repair has replaced. */
  readonly beside: readonly string[];
  /** Of all segments, counting or not. */
  readonly highestEpoch: number;
}

/** Where a journal's files are. */
export interface JournalPaths {
  /** The folder of the segments. */
  readonly segments: string;
  /** The journal of format 1, where the log is that old. */
  readonly oldJournal: string;
}

interface Found extends Segment {
  readonly header?: SegmentHeader;
}

/** The name of the file that a log of format 1 has. */
export const OLD_NAME = "journal.evj";

/**
 * Finds the segments that make up the journal: the newest, the one that its header names, and so on back. Whatever
 * stands beside that chain was written by a process that had lost its lock, and was never acknowledged.
 * `knownId` is the journal's id where no header can be read.
 * @throws EvqError `store.newer-format`
 */
export function readHistory(fileSystem: FileSystem, paths: JournalPaths, knownId = ""): History {
  const found = findSegments(fileSystem, paths, knownId);
  const newest = found.findLast(({ header }) => header !== undefined);
  const journalId = newest?.header?.journalId ?? knownId;
  const own = found.filter(({ header }) => header === undefined || header.journalId === journalId);
  const missing: string[] = [];
  const counting: Found[] = [];
  let at = own.length - 1;
  while (at >= 0) {
    const segment = own[at];
    if (segment === undefined) break;
    const after = counting[0]?.header?.previous;
    const isNamed = after?.epoch === segment.epoch && after.firstLsn === segment.firstLsn;
    counting.unshift({ ...segment, ...(isNamed && { length: after.length }) });
    const previous = segment.header?.previous;
    if (segment.header !== undefined && previous === undefined) break;
    at = previous === undefined ? at - 1 : placeOf(own, previous, at, missing);
  }
  return {
    journalId,
    segments: counting,
    missing,
    beside: found.map(({ name }) => name).filter((name) => !counting.some((segment) => segment.name === name)),
    highestEpoch: Math.max(0, ...found.map(({ epoch }) => epoch)),
  };
}

function placeOf(own: readonly Found[], previous: Previous, before: number, missing: string[]): number {
  const at = own.findIndex(({ epoch, firstLsn }) => epoch === previous.epoch && firstLsn === previous.firstLsn);
  if (at >= 0 && at < before) return at;
  missing.push(previous.epoch === 0 ? OLD_NAME : segmentName(previous.epoch, previous.firstLsn));
  return before - 1;
}

/** All files of a journal, oldest first; those whose header cannot be read count as following the one before them. */
function findSegments(fileSystem: FileSystem, paths: JournalPaths, knownId: string): readonly Found[] {
  const found: Found[] = [];
  const old = findOld(fileSystem, paths.oldJournal);
  if (old) found.push(old);
  const places = namesIn(fileSystem, paths.segments)
    .flatMap((name) => ({ name, ...placeOfName(name) }))
    .filter((place) => place.epoch !== undefined)
    .sort((a, b) => (a.epoch ?? 0) - (b.epoch ?? 0) || (a.firstLsn ?? 0) - (b.firstLsn ?? 0));
  for (const { name, epoch = 0, firstLsn = 0 } of places) {
    const path = `${paths.segments}/${name}`;
    const read = readSegmentHeader(firstBytes(fileSystem, path, HEADER_LENGTH));
    if (read === "newer")
      throw new EvqError(
        "store.newer-format",
        `${path} was written by a later EVQ, and this one leaves it untouched.`,
        "Update EVQ, or choose another store.",
      );
    const header = read?.header;
    const isOwn = header !== undefined && header.epoch === epoch && header.firstLsn === firstLsn;
    found.push({
      name,
      path,
      format: 2,
      epoch,
      firstLsn,
      start: HEADER_LENGTH,
      seed: 0,
      isWhole: isOwn && read?.isWhole === true,
      ...(isOwn && { header, chain: header.chain }),
    });
  }
  const journalId = found.findLast(({ header }) => header !== undefined)?.header?.journalId ?? knownId;
  return found.map((segment) => ({ ...segment, seed: seedOf(journalId, segment.epoch, segment.firstLsn) }));
}

function findOld(fileSystem: FileSystem, path: string): Found | undefined {
  if (fileSystem.stat(path)?.kind !== "file") return undefined;
  const journalId = readOldHeader(firstBytes(fileSystem, path, OLD_HEADER_LENGTH));
  const place = { name: OLD_NAME, path, format: 1, epoch: 0, firstLsn: 1, start: OLD_HEADER_LENGTH, seed: 0 } as const;
  const header = journalId !== undefined && {
    journalId,
    epoch: 0,
    firstLsn: 1,
    chain: FIRST_CHAIN,
    previous: undefined,
  };
  return { ...place, chain: FIRST_CHAIN, isWhole: journalId !== undefined, ...(header && { header }) };
}

function firstBytes(fileSystem: FileSystem, path: string, length: number): Uint8Array {
  const file = fileSystem.openRead(path);
  try {
    return file.read(0, length);
  } finally {
    file.close();
  }
}

function namesIn(fileSystem: FileSystem, folder: string): readonly string[] {
  try {
    return fileSystem.list(folder);
  } catch (error) {
    if (isFileError(error, "ENOENT")) return [];
    throw error;
  }
}
