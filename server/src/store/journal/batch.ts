import type { FileSystem } from "../fileSystem.ts";
import { withCheckpoint } from "./checkpoint.ts";
import type { Cursor } from "./cursor.ts";
import { FRAME, frameLength, printFrame } from "./format.ts";
import type { FrameContent } from "./format.ts";
import { FrameReader } from "./frames.ts";
import type { Segment } from "./history.ts";

/** Frames one after the other as bytes, and what a cursor has to know of each. */
export interface PrintedBatch {
  readonly bytes: Uint8Array;
  readonly chain: string;
  readonly frames: readonly { readonly position: number; readonly checksum: number }[];
}

/** The bytes of a batch that begins at a place of a segment with a seed, behind everything that a chain stands for. */
export function printBatch(
  contents: readonly FrameContent[],
  chainBefore: string,
  seed: number,
  position: number,
  sha256: FileSystem["sha256"],
): PrintedBatch {
  const lengths = contents.map(({ rows, checkpoint }) => frameLength(rows.length + checkpoint.length));
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  const frames: { position: number; checksum: number }[] = [];
  let chain = chainBefore;
  let offset = 0;
  for (const [at, content] of contents.entries()) {
    const end = offset + (lengths[at] ?? 0);
    const frame = printFrame(content, offset, chain, seed, sha256, bytes.subarray(offset, end));
    frames.push({ position: position + offset, checksum: frame.checksum });
    chain = frame.chain;
    offset = end;
  }
  return { bytes, chain, frames };
}

/** The frames from a place of a segment to where a cursor stands; none where not all of them can be read. */
export function readBatch(
  fileSystem: FileSystem,
  segment: Segment,
  from: number,
  { position: to, nextLsn }: Cursor,
): readonly FrameContent[] {
  const file = fileSystem.openRead(segment.path);
  try {
    const reader = new FrameReader(file, segment);
    const contents: FrameContent[] = [];
    let expected: number | undefined;
    for (let position = from; position < to;) {
      const frame = reader.at(position);
      if (frame === undefined) return [];
      position = frame.end;
      const { type, firstLsn, count, rowsLength } = frame.header;
      if (firstLsn < (expected ?? firstLsn)) continue;
      expected = firstLsn + count;
      const [rows, checkpoint] = [frame.payload.slice(0, rowsLength), frame.payload.slice(rowsLength)];
      contents.push({ type, firstLsn, count, rows, checkpoint });
    }
    return expected === nextLsn ? contents : [];
  } finally {
    file.close();
  }
}

/** The cursor behind a batch that was written at a cursor. */
export function after(
  before: Cursor,
  contents: readonly FrameContent[],
  { bytes, chain, frames }: PrintedBatch,
): Cursor {
  const { segment, position, nextLsn } = before;
  const [first, last] = [contents[0], contents.at(-1)];
  const [firstFrame, lastFrame] = [frames[0], frames.at(-1)];
  if (!first || !last || !firstFrame || !lastFrame) return before;
  const lost = first.firstLsn - nextLsn;
  const missing = { kind: "missing", segment, from: position, to: position, firstLost: nextLsn, lost } as const;
  let { checkpoints } = before;
  for (const [at, { checkpoint }] of contents.entries())
    if (checkpoint.length > 0)
      checkpoints = withCheckpoint(checkpoints, checkpoint, segment, frames[at]?.position ?? 0);
  return {
    segment,
    position: position + bytes.length,
    nextLsn: last.firstLsn + last.count,
    events: before.events + contents.reduce((sum, { count }) => sum + count, 0),
    chain,
    closed: last.type === FRAME.close,
    lastFrame,
    lastBatch: { position: firstFrame.position, nextLsn: first.firstLsn, chain: before.chain },
    damage: lost > 0 ? [...before.damage, missing] : before.damage,
    checkpoints,
  };
}
