// A sealed segment in a file, a cache of what the journal says:
//
//   header     256 bytes, a sealed line: `evq-segment 1 <bytes of the directory> <its CRC-32>`
//   directory  JSON: of which journal, how far the journal is in it, and where each column stands in what follows
//   columns    each at a multiple of eight bytes
//   checksums  of the rows, one a piece of 65,536 bytes
//   rows       as text, as they stand in the journal
//
// A file that is not right in every respect is as good as none. The rows are checked when they are read.
import type { JsonField } from "../../query/event.ts";
import { FileError, isFileError } from "../fileSystem.ts";
import type { FileSystem, OpenFile } from "../fileSystem.ts";
import { crc32 } from "../journal/crc32.ts";
import { openLine, sealLine } from "../journal/sealedLine.ts";
import type { Cursor } from "../journal/cursor.ts";
import { FileRows, checksumsOf } from "./rowBytes.ts";
import type { RowCache } from "./rowCache.ts";
import { SectionReader, SectionWriter, isIntact } from "./sections.ts";
import type { IntegerSection, Section, TextSection } from "./sections.ts";
import { Segment, TEXT_FIELDS } from "./segment.ts";
import type { CoreColumns, TextField } from "./segment.ts";

const HEADER = 256;
const PIECE = 16 * 1024 * 1024;

interface Directory {
  readonly journalId: string;
  /** Number of the first event behind the segment before. */
  readonly before: number;
  /** After the segment's last event. */
  readonly cursor: Cursor;
  readonly firstLsn: number;
  readonly lsns?: Section;
  readonly timestamps: IntegerSection;
  readonly sequences: IntegerSection;
  readonly ids?: TextSection;
  readonly texts: Readonly<Record<TextField, TextSection>>;
  readonly order?: Section;
  readonly objects: readonly JsonField[];
  readonly starts: Section;
  readonly checksums: Section;
  /** Bytes of the columns, checksums included, and their checksum. */
  readonly columns: number;
  readonly checksum: number;
  readonly rows: number;
}

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
    firstLsn: core.firstLsn,
    objects: core.objects,
    ...sections,
    columns: columns.length,
    checksum: crc32(columns),
    rows: rows.length,
  };
  const text = padded(new TextEncoder().encode(JSON.stringify(directory)));
  const line = sealLine(`evq-segment 1 ${text.length} ${crc32(text)}`, HEADER);
  replace(fileSystem, path, [new TextEncoder().encode(line), text, columns, rows]);
  const start = HEADER + text.length + columns.length;
  const { starts } = core;
  return new Segment(core, new FileRows({ fileSystem, path, start, starts, checksums, cache, damaged }));
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

/** Reads the columns of a segment; undefined when the file is not right or not of that journal. */
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
      const columns = file.read(end, directory.columns);
      const start = end + directory.columns;
      if (!isIntact(columns, directory.columns, directory.checksum)) return undefined;
      if (file.size() !== start + directory.rows) return undefined;
      const reader = new SectionReader(columns);
      const core = coreOf(directory, reader);
      const checksums = reader.words(directory.checksums);
      const rows = new FileRows({ fileSystem, path, start, starts: core.starts, checksums, cache, damaged });
      return {
        segment: new Segment(core, rows),
        before: directory.before,
        cursor: directory.cursor,
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
  if (words?.[0] !== "evq-segment" || words[1] !== "1") return undefined;
  const length = Number(words[2]);
  const text = file.read(HEADER, length);
  if (!isIntact(text, length, Number(words[3]))) return undefined;
  return { directory: JSON.parse(new TextDecoder().decode(text)) as Directory, end: HEADER + length };
}

function coreOf(directory: Directory, reader: SectionReader): CoreColumns {
  const { journalId, firstLsn, lsns, timestamps, sequences, ids, texts, order, objects, starts } = directory;
  return {
    journalId,
    firstLsn,
    lsns: lsns && reader.doubles(lsns),
    timestamps: reader.integers(timestamps),
    sequences: reader.integers(sequences),
    ids: ids && reader.text(ids),
    texts: Object.fromEntries(TEXT_FIELDS.map((name) => [name, reader.text(texts[name])])) as CoreColumns["texts"],
    order: order && reader.words(order),
    objects,
    starts: reader.words(starts),
  };
}
