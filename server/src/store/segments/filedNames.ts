import { isFileError } from "../fileSystem.ts";
import type { FileSystem } from "../fileSystem.ts";
import type { Cursor } from "../journal/cursor.ts";
import { readFiledCursor } from "./segmentFile.ts";

interface Folder {
  readonly fileSystem: FileSystem;
  readonly path: string;
}

/** The file of a whole segment, named by the number of its first event. */
interface WholeName {
  readonly name: string;
  readonly firstLsn: number;
}

/** The file of the latest events as they were once: behind which segment they stand, and the number behind the last. */
interface LatestName {
  readonly name: string;
  readonly before: number;
  readonly nextLsn: number;
}

export function segmentName(firstLsn: number): string {
  return `${digits(firstLsn)}.evs`;
}

/** A name of its own for each content: other processes go on reading from a file that they have taken up. */
export function latestName(before: number, nextLsn: number): string {
  return `${digits(before)}-${digits(nextLsn)}.evs`;
}

/** The files in a folder of segments: whole ones by number, and of the latest events the newest first. */
export function filedNames(folder: Folder): {
  readonly whole: readonly WholeName[];
  readonly latest: readonly LatestName[];
} {
  const whole: WholeName[] = [];
  const latest: LatestName[] = [];
  for (const name of namesIn(folder)) {
    const [, first, next] = /^(\d{16})(?:-(\d{16}))?\.evs$/.exec(name) ?? [];
    if (next !== undefined) latest.push({ name, before: Number(first), nextLsn: Number(next) });
    else if (first !== undefined) whole.push({ name, firstLsn: Number(first) });
  }
  whole.sort((a, b) => a.firstLsn - b.firstLsn);
  latest.sort((a, b) => b.nextLsn - a.nextLsn);
  return { whole, latest };
}

/** How far what is filed goes, the farthest first, without reading the segments; not each need be true of the journal. */
export function filedCursors(folder: Folder): readonly Cursor[] {
  const { whole, latest } = filedNames(folder);
  const last = whole.at(-1);
  const names = [
    ...latest.filter(({ before }) => last === undefined || before > last.firstLsn),
    ...(last ? [last] : []),
  ];
  return names.flatMap(({ name }) => readFiledCursor(folder.fileSystem, `${folder.path}/${name}`) ?? []);
}

function digits(lsn: number): string {
  return String(lsn).padStart(16, "0");
}

function namesIn({ fileSystem, path }: Folder): readonly string[] {
  try {
    return fileSystem.list(path);
  } catch (error) {
    if (isFileError(error)) return [];
    throw error;
  }
}
