import type { CheckpointPlace } from "./cursor.ts";

/** How far a source was read, as text of JSON, under a key of the source's own. */
export interface CheckpointText {
  readonly key: string;
  readonly value: string;
}

/** A checkpoint as a frame holds it: its key as JSON text, a tab, its value as JSON text. */
export function printCheckpoint({ key, value }: CheckpointText): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(key)}\t${value}`);
}

export function readCheckpoint(bytes: Uint8Array): CheckpointText {
  const text = new TextDecoder().decode(bytes);
  const tab = text.indexOf("\t");
  return { key: JSON.parse(text.slice(0, tab)) as string, value: text.slice(tab + 1) };
}

/** The places of the latest checkpoints once a frame with one more was read. */
export function withCheckpoint(
  places: readonly CheckpointPlace[],
  checkpoint: Uint8Array,
  segment: string,
  position: number,
): readonly CheckpointPlace[] {
  const { key } = readCheckpoint(checkpoint);
  return [...places.filter((other) => other.key !== key), { key, segment, position }];
}
