import type { CheckpointSummary } from "../../../protocol/checkpoints.ts";
import { EvqError, toFailure } from "../../base/failure.ts";
import { formatInstant, readInstant } from "../../base/instant.ts";
import type { Clock } from "../../base/ports.ts";
import type { Json } from "../../base/value.ts";
import { printSource } from "../../plan/text.ts";
import type { Store } from "../../store/api.ts";
import { keyOf, ownerOf, printCheckpoint, readCheckpoint } from "./checkpoint.ts";
import type { Checkpoint, CheckpointOwner } from "./checkpoint.ts";

/** The log that keeps the checkpoints of queries without `into`, with the gaps that they met. */
export const CHECKPOINT_LOG = "evq-checkpoints";

/** A checkpoint in the journal of the log `place`; `problem` in place of one that cannot be read. */
type Kept = { readonly place: string; readonly owner: CheckpointOwner } & (
  | { readonly checkpoint: Checkpoint; readonly problem?: undefined }
  | { readonly checkpoint?: undefined; readonly problem: EvqError }
);

/** The latest checkpoint of an owner in a log as it is kept; undefined where there is none, also no such log. */
export async function heldIn(
  store: Pick<Store, "has" | "checkpoints">,
  place: string,
  owner: CheckpointOwner,
): Promise<Json | undefined> {
  return (await store.has(place)) ? (await store.checkpoints(place)).get(keyOf(owner)) : undefined;
}

/** Every checkpoint of a store, for people. */
export async function listCheckpoints(store: Store, clock: Clock): Promise<readonly CheckpointSummary[]> {
  return (await keptIn(store)).map((kept) => summaryOf(kept, clock.now()));
}

/** Forgets a checkpoint: the next sync reads all that the source keeps. @throws EvqError `checkpoint.unknown` */
export async function resetCheckpoint(store: Store, clock: Clock, id: string): Promise<void> {
  const { place, owner, checkpoint } = await find(store, id);
  const empty = { filter: "", gaps: 0, deadLetters: 0, ...NOTHING_KNOWN };
  await set(store, place, {
    ...owner,
    ...empty,
    ...(checkpoint && started(checkpoint)),
    movedAt: clock.now(),
    isReset: true,
  });
}

/**
 * Makes another checkpoint, for queries that name it, which stands where this one stands.
 * @throws EvqError `checkpoint.unknown`, `checkpoint.exists`, `usage` for a name without letters
 */
export async function copyCheckpoint(store: Store, clock: Clock, id: string, name: string): Promise<void> {
  if (name.trim() === "") throw new EvqError("usage", "A checkpoint needs a name.", "Name the copy.");
  const { place, checkpoint } = readable(await find(store, id));
  const copy = { ...checkpoint, name, movedAt: clock.now() };
  const there = await heldIn(store, place, copy);
  if (there && !readCheckpoint(there).isReset)
    throw new EvqError(
      "checkpoint.exists",
      `There is a checkpoint ${JSON.stringify(name)} of this log already.`,
      "Choose another name, or reset that one first.",
    );
  await set(store, place, copy);
}

/**
 * Moves a checkpoint back to a moment, or to a number where the source is read by numbers.
 * @throws EvqError `checkpoint.unknown`, `usage` for a place that is none, or lies ahead
 */
export async function rewindCheckpoint(store: Store, clock: Clock, id: string, to: string): Promise<void> {
  const { place, checkpoint } = readable(await find(store, id));
  const position = isNumbered(checkpoint) ? (/^\d+$/.test(to) ? BigInt(to) : undefined) : readInstant(to);
  if (position === undefined)
    throw new EvqError(
      "usage",
      `${JSON.stringify(to)} is no place to go back to.`,
      isNumbered(checkpoint) ? "Give the number of an event." : "Give a time such as 2024-01-15T10:00:00Z.",
    );
  if (checkpoint.position !== undefined && position > checkpoint.position)
    throw new EvqError(
      "usage",
      `The checkpoint stands at ${placeText(checkpoint)}, and ${to} lies ahead of it: what is between would be left out.`,
      "Name a place before it.",
    );
  await set(store, place, { ...started(checkpoint), position, movedAt: clock.now() });
}

/** Names a checkpoint of a store: the log it is in, and its key. */
export function checkpointId(place: string, owner: CheckpointOwner): string {
  return JSON.stringify([place, owner.name, owner.connection, owner.log, owner.stream]);
}

function set(store: Store, place: string, checkpoint: Checkpoint): Promise<unknown> {
  return store.append(place, [], { checkpoint: { key: keyOf(checkpoint), value: printCheckpoint(checkpoint) } });
}

const NOTHING_KNOWN = { recent: [], seen: new Map(), streams: new Map(), holes: [] } as const;

/** Without what belonged to the place where it stood. */
function started({ position: _, ...checkpoint }: Checkpoint): Checkpoint {
  return { ...checkpoint, ...NOTHING_KNOWN };
}

async function keptIn(store: Store): Promise<readonly Kept[]> {
  const { logs } = await store.summary();
  const found: Kept[] = [];
  for (const { name } of logs) {
    for (const [key, value] of await store.checkpoints(name)) {
      const owner = ownerOf(key);
      if (owner) found.push(read(name, owner, value));
    }
  }
  return found.filter(({ checkpoint }) => !checkpoint?.isReset);
}

function read(place: string, owner: CheckpointOwner, value: Json): Kept {
  try {
    return { place, owner, checkpoint: readCheckpoint(value) };
  } catch (thrown) {
    if (!(thrown instanceof EvqError)) throw thrown;
    return { place, owner, problem: thrown };
  }
}

/** @throws EvqError `checkpoint.unreadable` */
function readable(kept: Kept): Kept & { readonly checkpoint: Checkpoint } {
  if (kept.problem) throw kept.problem;
  return kept;
}

/** By its id, or by its name where that says which. */
async function find(store: Store, id: string): Promise<Kept> {
  const all = await keptIn(store);
  const exact = all.filter(({ place, owner }) => checkpointId(place, owner) === id);
  const found = exact.length > 0 ? exact : all.filter(({ owner }) => owner.name === id);
  const [first] = found;
  if (first && found.length === 1) return first;
  const list = all.map(({ place, owner }) => `${owner.name}  ${checkpointId(place, owner)}`).join("\n");
  if (first)
    throw new EvqError("usage", `Several checkpoints are named ${JSON.stringify(id)}.`, `Name one by its id:\n${list}`);
  throw new EvqError(
    "checkpoint.unknown",
    `There is no checkpoint ${JSON.stringify(id)}.`,
    list === "" ? "None was made yet; evq sync makes them." : `There are:\n${list}`,
  );
}

/** Times are millions of times larger than numbers of logs are. */
function isNumbered({ position, readTo, recent }: Checkpoint): boolean {
  const [known] = recent;
  if (known) return known.mark !== known.at;
  return position !== undefined && readTo !== undefined && position < readTo / 1000n;
}

function placeText(checkpoint: Checkpoint): string {
  const { position } = checkpoint;
  if (position === undefined) return "the beginning";
  return `${isNumbered(checkpoint) ? "number " : ""}${markText(checkpoint, position)}`;
}

function markText(checkpoint: Checkpoint, mark: bigint): string {
  return isNumbered(checkpoint) ? String(mark) : formatInstant(mark);
}

function sourceText({ connection, log, stream }: CheckpointOwner): string {
  return printSource({
    kind: "log",
    connection,
    ...(log !== "" && { log }),
    ...(stream !== "" && { stream: { kind: "constant", value: stream } }),
  });
}

function summaryOf({ place, owner, checkpoint, problem }: Kept, now: bigint): CheckpointSummary {
  const { name } = owner;
  const isInto = place !== CHECKPOINT_LOG;
  const source = sourceText(owner);
  const into = isInto ? [`into ${printSource({ kind: "log", connection: "local", log: place })}`] : [];
  const query = [`from ${source}`, `since checkpoint ${JSON.stringify(name)}`, ...into].join("\n");
  const whose = { id: checkpointId(place, owner), name, source, place, isInto, query };
  if (!checkpoint)
    return { ...whose, by: "time", lastRun: "", gaps: 0, deadLetters: 0, problem: toFailure(problem).message };
  const { movedAt, readTo, gaps, deadLetters } = checkpoint;
  return {
    ...whose,
    ...(checkpoint.position !== undefined && { position: markText(checkpoint, checkpoint.position) }),
    by: isNumbered(checkpoint) ? "number" : "time",
    lastRun: formatInstant(movedAt),
    ...(readTo !== undefined && { lagSeconds: Math.max(0, Number((now - readTo) / 1_000_000n)) }),
    gaps,
    deadLetters,
  };
}
