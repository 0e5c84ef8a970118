import type { LogSummary } from "../../protocol/logs.ts";
import type { Cancellation } from "../base/cancellation.ts";
import { formatInstant } from "../base/instant.ts";
import type { JsonTree } from "../base/json.ts";
import type { EventIdentity, NewEvent } from "../store/api.ts";
import { flagOf, instanceOf, listOf, optionalText, textOf, without } from "./params.ts";
import { queryEvents } from "./queryEvents.ts";
import type { ServiceParts } from "./parts.ts";
import { object, treeOf } from "./tree.ts";

type Params = ReadonlyMap<string, JsonTree>;
type Operation = (parts: ServiceParts, params: Params, cancellation: Cancellation) => Promise<JsonTree>;

/** The one request that may take long. */
export const QUERY = "eventLog.queryEvents";

/** The nine requests of Codebolt's event-log API by their type; each gives the reply's `data`. */
export const OPERATIONS = {
  "eventLog.createInstance": async ({ store }, params) => {
    const name = textOf(params, "name");
    await store.create(name, optionalText(params, "description") ?? "");
    return object({ instance: instance(await store.describe(name)) });
  },
  "eventLog.getInstance": async ({ store }, params) =>
    object({ instance: instance(await store.describe(instanceOf(params))) }),
  "eventLog.listInstances": async ({ store }) => object({ instances: (await store.summary()).logs.map(instance) }),
  "eventLog.updateInstance": async ({ store }, params) => {
    const [name, description] = [optionalText(params, "name"), optionalText(params, "description")];
    const log = instanceOf(params);
    await store.update(log, { ...(name !== undefined && { name }), ...(description !== undefined && { description }) });
    return object({ instance: instance(await store.describe(name ?? log)) });
  },
  "eventLog.deleteInstance": async ({ store }, params) => {
    const gone = await store.describe(instanceOf(params));
    await store.delete(gone.name);
    return object({ instance: instance(gone) });
  },
  "eventLog.appendEvent": async (parts, params) => {
    const event = parts.readEvent(without(params, "instanceId", "autoCreateInstance"), {}, "the event");
    const [stored] = await append(parts, params, [event]);
    return object({ event: stored ?? null });
  },
  "eventLog.appendEvents": async (parts, params) => {
    const events = listOf(params, "events").map((tree, i) => parts.readEvent(tree, {}, `event ${i + 1}`));
    const stored = await append(parts, params, events);
    return object({ events: stored, count: BigInt(stored.length) });
  },
  [QUERY]: async (parts, params, cancellation) =>
    object({ result: await queryEvents(parts, params.get("query") ?? null, cancellation) }),
  "eventLog.getInstanceStats": async ({ store }, params) => {
    const { name, events, ...summary } = await store.describe(instanceOf(params));
    return object({ instanceId: name, name, eventCount: BigInt(events), ...times(summary) });
  },
} as const satisfies Readonly<Record<string, Operation>>;

export function isOperation(type: string): type is keyof typeof OPERATIONS {
  return Object.hasOwn(OPERATIONS, type);
}

/**
 * Appends in the order in which the requests came: each takes the same steps before it stands in the store's queue.
 * Gives the events as they are stored; one whose id is there already is stored once and not given again.
 */
async function append(
  { store }: ServiceParts,
  params: Params,
  events: readonly NewEvent[],
): Promise<readonly JsonTree[]> {
  const log = instanceOf(params);
  const mayCreate = flagOf(params, "autoCreateInstance");
  if (!(await store.has(log)) && !mayCreate) await store.describe(log);
  const { identities, repeated } = await store.append(log, events);
  const ids = new Set(identities.map(({ id }) => id));
  const stored = repeated === 0 ? events : events.filter(({ id }) => id === undefined || ids.delete(id));
  return stored.map((event, i) => storedEvent(log, event, identities[i]));
}

/** An event in Codebolt's form, with what the log gave to it. */
function storedEvent(log: string, event: NewEvent, identity: EventIdentity | undefined): JsonTree {
  const { timestamp = null, sequence = null } = identity ?? {};
  return object({
    id: identity?.id ?? null,
    instanceId: log,
    stream_id: event.stream ?? null,
    event_type: event.type,
    payload: treeOf(event.payload),
    metadata: treeOf(event.metadata ?? null),
    timestamp: timestamp === null ? null : formatInstant(BigInt(timestamp)),
    sequence_number: sequence === null ? null : BigInt(sequence),
  });
}

/** A log as Codebolt calls it. */
function instance({ name, description, ...summary }: LogSummary): JsonTree {
  return object({ id: name, name, ...(description !== undefined && { description }), ...times(summary) });
}

/** A log of an EVQ that did not write down when it was made is as old as its first event. */
function times({ created, updated, first }: Pick<LogSummary, "created" | "updated" | "first">): {
  createdAt: string;
  updatedAt: string;
} {
  const createdAt = created ?? first ?? updated ?? formatInstant(0n);
  return { createdAt, updatedAt: updated ?? createdAt };
}
