// A sealed segment in a file, a cache of what the journal says:
//
//   header     256 bytes, a sealed line: `evq-segment 2 <bytes of the directory> <its CRC-32>`
//   directory  JSON: of which journal, how far the journal is in it, its first and last row by the event order, and where
//              each column stands in what follows, with its CRC-32
//   columns    each at a multiple of eight bytes
//   checksums  of the rows, one a piece of 65,536 bytes
//   rows       as text, as they stand in the journal
//
// Header and directory are read at first, and a file that is not of the length that they say is as good as none. Columns
// and rows are read and checked when somebody asks for them.
import { FileError, isFileError } from "../fileSystem.ts";
import type { FileSystem, OpenFile } from "../fileSystem.ts";
import { crc32 } from "../journal/crc32.ts";
import { openLine, sealLine } from "../journal/sealedLine.ts";
import type { Cursor } from "../journal/cursor.ts";
import { TEXT_FIELDS } from "./coreColumns.ts";
import { FiledColumns, filedKey } from "./filedColumns.ts";
import type { Directory } from "./filedColumns.ts";
import { FileRows, checksumsOf } from "./rowBytes.ts";
import type { RowCache } from "./rowCache.ts";
import { SectionWriter, isIntact } from "./sections.ts";
import { Segment } from "./segment.ts";
import { SegmentSource } from "./segmentSource.ts";

const HEADER = 256;
const PIECE = 16 * 1024 * 1024;
const FORMAT = "2";

/** A segment's place: the number of the first event behind the segment before, and the journal's cursor behind it. */
export interface SegmentPlace {
  readonly before: number;
  readonly cursor: Cursor;
}

export interface FiledSegment extends SegmentPlace {
  readonly segment: Segment;
}

/**
 * Writes a segment to a file, in one step, and gives it with its rows read from there.
 * @throws FileError
 */
export function fileSegment(
  fileSystem: FileSystem,
  path: string,
  segment: Segment,
  { before, cursor }: SegmentPlace,
  cache: RowCache,
  damaged: () => void,
): Segment {
  const { core } = segment;
  const rows = segment.rowBytes(0, segment.count - 1);
  const writer = new SectionWriter();
  const checksums = checksumsOf(rows);
  const sections = {
    ...(core.lsns && { lsns: writer.array(core.lsns) }),
    timestamps: writer.integers(core.timestamps),
    sequences: writer.integers(core.sequences),
    ...(core.ids && { ids: writer.text(core.ids) }),
    texts: Object.fromEntries(TEXT_FIELDS.map((name) => [name, writer.text(core.texts[name])])) as Directory["texts"],
    ...(core.order && { order: writer.array(core.order) }),
    starts: writer.array(core.starts),
    checksums: writer.array(checksums),
  };
  const columns = writer.finish();
  const directory: Directory = {
    journalId: core.journalId,
    before,
    cursor,
    count: core.count,
    firstLsn: core.firstLsn,
    ends: [filedKey(segment.ends[0]), filedKey(segment.ends[1])],
    objects: core.objects,
    ...sections,
    columns: columns.length,
    rows: rows.length,
  };
  const text = padded(new TextEncoder().encode(JSON.stringify(directory)));
  const line = sealLine(`evq-segment ${FORMAT} ${text.length} ${crc32(text)}`, HEADER);
  replace(fileSystem, path, [new TextEncoder().encode(line), text, columns, rows]);
  const start = HEADER + text.length + columns.length;
  const source = new SegmentSource(fileSystem, path, damaged);
  const { starts } = core;
  return new Segment(
    core,
    new FileRows({ source, cache, start, length: rows.length, starts: () => starts, checksums: () => checksums }),
  );
}

/** Blanks up to a multiple of eight bytes. */
function padded(bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(Math.ceil(bytes.length / 8) * 8).fill(32);
  longer.set(bytes);
  return longer;
}

/** Puts a file in place in one step. It is a cache, so it need not be safe on the disk. */
function replace(fileSystem: FileSystem, path: string, pieces: readonly Uint8Array[]): void {
  const aside = `${path}.${fileSystem.processes.self.pid}.new`;
  if (fileSystem.stat(aside) !== undefined) fileSystem.removeFile(aside);
  const file = fileSystem.createExclusive(aside);
  try {
    let end = 0;
    for (const piece of pieces)
      for (let at = 0; at < piece.length; at += PIECE) {
        const part = piece.subarray(at, at + PIECE);
        file.write(end, part);
        end += part.length;
      }
  } catch (error) {
    file.close();
    removeQuietly(fileSystem, aside);
    throw error;
  }
  file.close();
  fileSystem.rename(aside, path);
}

function removeQuietly(fileSystem: FileSystem, path: string): void {
  try {
    fileSystem.removeFile(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

/** Takes up a segment of which nothing but the directory is read yet; undefined when the file is not right or not of that journal. */
export function readSegment(
  fileSystem: FileSystem,
  path: string,
  journalId: string,
  cache: RowCache,
  damaged: () => void,
): FiledSegment | undefined {
  try {
    const file = fileSystem.openRead(path);
    try {
      const found = directoryOf(file);
      if (found?.directory.journalId !== journalId) return undefined;
      const { directory, end } = found;
      const { before, cursor, rows: length } = directory;
      const start = end + directory.columns;
      if (file.size() !== start + length) return undefined;
      const source = new SegmentSource(fileSystem, path, damaged);
      const core = new FiledColumns(directory, source, end);
      const [starts, checksums] = [() => core.starts, () => core.checksums];
      return {
        segment: new Segment(core, new FileRows({ source, cache, start, length, starts, checksums })),
        before,
        cursor,
      };
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

/** How far the journal is in a segment and those before it. */
export function readFiledCursor(fileSystem: FileSystem, path: string): Cursor | undefined {
  try {
    const file = fileSystem.openRead(path);
    try {
      return directoryOf(file)?.directory.cursor;
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

function directoryOf(file: OpenFile): { readonly directory: Directory; readonly end: number } | undefined {
  const words = openLine(file.read(0, HEADER), HEADER);
  if (words?.[0] !== "evq-segment" || words[1] !== FORMAT) return undefined;
  const length = Number(words[2]);
  const text = file.read(HEADER, length);
  if (!isIntact(text, length, Number(words[3]))) return undefined;
  return { directory: JSON.parse(new TextDecoder().decode(text)) as Directory, end: HEADER + length };
}
