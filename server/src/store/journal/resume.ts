import type { FileSystem } from "../fileSystem.ts";
import type { Cursor } from "./cursor.ts";
import { FrameReader } from "./frames.ts";
import type { History, Segment } from "./history.ts";

/**
 * Where to go on reading from a cursor of earlier; undefined when what was read then is not in the journal any more. A
 * batch that failed may have been taken back, a repair may have written all anew, and who takes over from a process that
 * did not end well writes the last batch once more, into a segment of its own.
 */
export function resume(fileSystem: FileSystem, { segments }: History, cursor: Cursor): Cursor | undefined {
  if (cursor.segment === "") return cursor;
  const at = segments.findIndex(({ name }) => name === cursor.segment);
  const segment = segments[at];
  if (segment === undefined) return undefined;
  if (cursor.position <= (segment.length ?? Infinity)) return isThere(fileSystem, segment, cursor) ? cursor : undefined;
  const next = segments[at + 1];
  return next && rewritten(fileSystem, next, cursor);
}

function isThere(fileSystem: FileSystem, segment: Segment, { lastFrame, chain, position }: Cursor): boolean {
  if (lastFrame === undefined) return (fileSystem.stat(segment.path)?.size ?? 0) >= position;
  return withReader(fileSystem, segment, (reader) => {
    const found = reader.headerAt(lastFrame.position);
    if (found?.end !== position || found.header.checksum !== lastFrame.checksum) return false;
    return found.header.chain === undefined || found.header.chain === chain;
  });
}

/** The cursor in the segment that holds the last batch once more, behind the frame that makes the same chain. */
function rewritten(fileSystem: FileSystem, segment: Segment, cursor: Cursor): Cursor | undefined {
  return withReader(fileSystem, segment, (reader) => {
    for (let position = segment.start; ;) {
      const frame = reader.at(position);
      if (frame === undefined || frame.header.firstLsn > cursor.nextLsn) return undefined;
      position = frame.end;
      const { firstLsn, count, chain, checksum } = frame.header;
      if (chain !== cursor.chain || firstLsn + count !== cursor.nextLsn) continue;
      const lastFrame = { position: frame.position, checksum };
      const lastBatch = { position: segment.start, nextLsn: segment.firstLsn, chain: segment.chain ?? "" };
      return { ...cursor, segment: segment.name, position, lastFrame, lastBatch };
    }
  });
}

function withReader<T>(fileSystem: FileSystem, segment: Segment, use: (reader: FrameReader) => T): T {
  const file = fileSystem.openRead(segment.path);
  try {
    return use(new FrameReader(file, segment));
  } finally {
    file.close();
  }
}
