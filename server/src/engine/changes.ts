import type { Change, ChangeEvent, ChangeStates, ComparedWith, WireValue } from "../../protocol/results.ts";
import type { JsonTree } from "../base/json.ts";
import { EvqError } from "../base/failure.ts";
import { valueOf } from "../base/value.ts";
import { EVENT_FIELDS } from "../query/event.ts";
import { treeOf } from "../query/evaluate/aggregate.ts";
import { deltaOf } from "../query/evaluate/delta.ts";
import { fieldChanges } from "../query/evaluate/fieldChanges.ts";
import type { RowChange } from "../query/row.ts";
import { prettyJson } from "./prettyJson.ts";
import { RowStore } from "./rowStore.ts";
import type { WireRow } from "./rowStore.ts";
import { fromWire, toWire } from "./wire.ts";

const EVENT = ["id", "source", "event_type", "timestamp", "entity_type", "entity_id", "actor"] as const satisfies readonly (keyof ChangeEvent)[]; // prettier-ignore
const PLACES = EVENT.map((field) => EVENT_FIELDS.indexOf(field));

/** Of a change with more fields than a person reads the rest is only counted. */
const MOST_FIELDS = 1000;

/** The changes of one result. What is kept of each is the entity before and after; fields are compared when someone looks. */
export class Changes {
  readonly #rows = new RowStore();

  add(changes: readonly RowChange[]): void {
    this.#rows.add(
      changes.map(({ event, comparedWith, before, after }) => [
        comparedWith,
        before,
        after,
        ...PLACES.map((place) => event[place] ?? null),
      ]),
    );
  }

  page(offset: number, count: number): readonly Change[] {
    const end = Math.min(offset + count, this.#rows.length);
    return Array.from({ length: Math.max(0, end - offset) }, (_, i) => changeOf(this.#rows.row(offset + i)));
  }

  /** @throws EvqError `usage` when there is no change at the place */
  states(at: number): ChangeStates {
    if (at >= this.#rows.length) throw new EvqError("usage", `There is no change ${at + 1} in this result.`);
    const [, before = null, after = null, ...event] = this.#rows.row(at);
    const [old, fresh] = [stateOf(before), stateOf(after)];
    return {
      title: titleOf(eventOf(event)),
      before: old === undefined ? null : prettyJson(old),
      after: fresh === undefined ? null : prettyJson(fresh, old),
    };
  }
}

function changeOf([comparedWith, before = null, after = null, ...event]: WireRow): Change {
  const [old, fresh] = [stateOf(before), stateOf(after)];
  const fields = old !== undefined && fresh !== undefined ? fieldChanges(deltaOf(old, fresh)) : stateAlone(fresh);
  return {
    event: eventOf(event),
    comparedWith: comparedWith as ComparedWith,
    fields: fields.slice(0, MOST_FIELDS).map(({ kind, path, from, ...sides }) => ({
      kind,
      path,
      ...(from !== undefined && { from }),
      ...(sides.before !== undefined && { before: toWire(valueOf(sides.before)) }),
      ...(sides.after !== undefined && { after: toWire(valueOf(sides.after)) }),
    })),
    more: Math.max(0, fields.length - MOST_FIELDS),
  };
}

/** Where nothing is known of before, the values of after are there to be read, and none of them is called added. */
function stateAlone(state: JsonTree | undefined): ReturnType<typeof fieldChanges> {
  return state === undefined ? [] : fieldChanges({ kind: "unchanged", value: state });
}

function stateOf(value: WireValue): JsonTree | undefined {
  return value === null ? undefined : treeOf(fromWire(value));
}

function eventOf(values: readonly WireValue[]): ChangeEvent {
  return Object.fromEntries(EVENT.map((field, i) => [field, values[i] ?? null])) as ChangeEvent;
}

function titleOf({ entity_type: type, entity_id: id, event_type: what, timestamp: at }: ChangeEvent): string {
  const time = typeof at === "object" && at !== null && "$time" in at ? at.$time : "";
  const words = [type, id, what, time].filter((part) => typeof part === "string");
  return words.filter((word) => word !== "").join(" ") || "change";
}
