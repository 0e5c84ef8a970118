import type { CheckpointSummary } from "../../../protocol/checkpoints.ts";
import { EvqError } from "../../base/failure.ts";
import { formatInstant, readInstant } from "../../base/instant.ts";
import type { Clock } from "../../base/ports.ts";
import type { Store } from "../../store/api.ts";
import { keyOf, printCheckpoint, readCheckpoint } from "./checkpoint.ts";
import type { Checkpoint, CheckpointOwner } from "./checkpoint.ts";

/** The log that keeps the checkpoints of queries without `into`, with the gaps that they met. */
export const CHECKPOINT_LOG = "evq-checkpoints";

/** A checkpoint, and the log whose journal it is in. */
interface Kept {
  readonly place: string;
  readonly checkpoint: Checkpoint;
}

/** The latest checkpoint of an owner in a log; undefined where there is none, also no such log. */
export async function checkpointIn(
  store: Pick<Store, "has" | "checkpoints">,
  place: string,
  owner: CheckpointOwner,
): Promise<Checkpoint | undefined> {
  if (!(await store.has(place))) return undefined;
  const value = (await store.checkpoints(place)).get(keyOf(owner));
  return value && readCheckpoint(value);
}

/** Every checkpoint of a store, for people. */
export async function listCheckpoints(store: Store, clock: Clock): Promise<readonly CheckpointSummary[]> {
  return (await keptIn(store))
    .filter(({ checkpoint }) => !checkpoint.isReset)
    .map(({ place, checkpoint }) => summaryOf(place, checkpoint, clock.now()));
}

/** Forgets a checkpoint: the next sync reads all that the source keeps. @throws EvqError `checkpoint.unknown` */
export async function resetCheckpoint(store: Store, clock: Clock, id: string): Promise<void> {
  const { place, checkpoint } = await find(store, id);
  await set(store, place, { ...started(checkpoint), movedAt: clock.now(), isReset: true });
}

/**
 * Moves a checkpoint back to a moment, or to a number where the source is read by numbers.
 * @throws EvqError `checkpoint.unknown`, `usage` for a place that is none, or lies ahead
 */
export async function rewindCheckpoint(store: Store, clock: Clock, id: string, to: string): Promise<void> {
  const { place, checkpoint } = await find(store, id);
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

/** Without what belonged to the place where it stood. */
function started({ position: _, ...checkpoint }: Checkpoint): Checkpoint {
  return { ...checkpoint, recent: [], seen: new Map(), streams: new Map() };
}

async function keptIn(store: Store): Promise<readonly Kept[]> {
  const { logs } = await store.summary();
  const found: Kept[] = [];
  for (const { name } of logs) {
    for (const [key, value] of await store.checkpoints(name)) {
      // Programs keep checkpoints of their own under keys of another form.
      if (key.startsWith("[")) found.push({ place: name, checkpoint: readCheckpoint(value) });
    }
  }
  return found;
}

/** By its id, or by its name where that says which. */
async function find(store: Store, id: string): Promise<Kept> {
  const all = (await keptIn(store)).filter(({ checkpoint }) => !checkpoint.isReset);
  const exact = all.filter(({ place, checkpoint }) => checkpointId(place, checkpoint) === id);
  const found = exact.length > 0 ? exact : all.filter(({ checkpoint }) => checkpoint.name === id);
  const [first] = found;
  if (first && found.length === 1) return first;
  const list = all.map(({ place, checkpoint }) => `${checkpoint.name}  ${checkpointId(place, checkpoint)}`).join("\n");
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
  return isNumbered(checkpoint) ? `number ${position}` : formatInstant(position);
}

function summaryOf(place: string, checkpoint: Checkpoint, now: bigint): CheckpointSummary {
  const { name, connection, log, stream, movedAt, readTo, gaps, deadLetters } = checkpoint;
  return {
    id: checkpointId(place, checkpoint),
    name,
    source: `${connection}${log === "" ? "" : `.${log}`}${stream === "" ? "" : ` stream ${JSON.stringify(stream)}`}`,
    place,
    isInto: place !== CHECKPOINT_LOG,
    position: placeText(checkpoint),
    lastRun: formatInstant(movedAt),
    ...(readTo !== undefined && { lagSeconds: Math.max(0, Number((now - readTo) / 1_000_000n)) }),
    gaps,
    deadLetters,
  };
}
