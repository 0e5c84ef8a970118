import type { FieldMapping } from "../../../protocol/imports.ts";
import { EvqError } from "../../base/failure.ts";
import { Json } from "../../base/value.ts";
import type { Checkpoint, Store } from "../api.ts";

/** How far a file was imported; it is in the log's journal together with the events up to there. */
export interface Position {
  /** Of the file as it is unpacked, without a byte order mark. */
  readonly bytes: number;
  /** Over these bytes. */
  readonly sha256: string;
  /** Which fields were taken for what. */
  readonly mapping: FieldMapping;
}

export function checkpointOf(file: string, { bytes, sha256, mapping }: Position): Checkpoint {
  return { key: keyOf(file), value: new Json(JSON.stringify({ bytes, sha256, mapping })) };
}

/**
 * How far a file was imported into a log before; undefined where it was not.
 * @throws EvqError as `Store.read` does
 */
export async function positionIn(store: Store, log: string, file: string): Promise<Position | undefined> {
  if (!(await store.has(log))) return undefined;
  const kept = (await store.checkpoints(log)).get(keyOf(file));
  const position: unknown = kept && JSON.parse(kept.text);
  if (position === undefined || isPosition(position)) return position;
  throw new EvqError(
    "store.corrupt",
    `How far ${file} was imported into local.${log} cannot be read from its journal.`,
    "See what is wrong with it: evq log verify.",
  );
}

function keyOf(file: string): string {
  return `import ${file}`;
}

function isPosition(value: unknown): value is Position {
  if (typeof value !== "object" || value === null) return false;
  const { bytes, sha256, mapping } = value as Partial<Record<keyof Position, unknown>>;
  const isMapping = typeof mapping === "object" && mapping !== null;
  return Number.isSafeInteger(bytes) && typeof sha256 === "string" && isMapping && Object.values(mapping).every(isText);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
