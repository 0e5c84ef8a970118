import type { ColumnType } from "../../../protocol/results.ts";
import type { Span } from "../../base/span.ts";
import type { KnownPath, NativeField } from "../catalog.ts";
import { EVENT_FIELDS } from "../event.ts";
import type { EventField } from "../event.ts";
import type { Expression } from "../query.ts";
import type { StaticType } from "./types.ts";

/** What can be named at one point of a query: the columns that exist by then, and the sources' own names for them. */
export interface Scope {
  /** By name, in order. */
  readonly columns: ReadonlyMap<string, ScopeColumn>;
  readonly natives: ReadonlyMap<string, NativeField>;
  /** JSON paths that sampling or the catalog knows. */
  readonly known: readonly KnownPath[];
  /** Native names that are not known because there are several sources, for did-you-mean. */
  readonly hidden: ReadonlyMap<string, NativeField>;
}

export interface ScopeColumn {
  readonly name: string;
  readonly type: StaticType;
  /** Where the document names it. */
  readonly definition?: Span;
  /** Values it can have, where they are a closed list. */
  readonly values?: readonly string[];
  /** What the name stands for, when it is no column of the rows yet: a selected column, seen from `expect`. */
  readonly meaning?: Expression;
}

const TYPES: Readonly<Record<EventField, ColumnType>> = {
  id: "string",
  source: "string",
  instance_id: "string",
  stream_id: "string",
  event_type: "string",
  timestamp: "time",
  sequence_number: "integer",
  entity_type: "string",
  entity_id: "string",
  actor: "string",
  payload: "json",
  metadata: "json",
  old: "json",
  new: "json",
  raw: "json",
};

export const CANONICAL: ReadonlySet<string> = new Set(EVENT_FIELDS);

export const EVENT_COLUMNS: readonly ScopeColumn[] = EVENT_FIELDS.map((name) => ({ name, type: TYPES[name] }));

export const COLLAPSE_COLUMNS: readonly ScopeColumn[] = [
  { name: "collapsed_count", type: "integer" },
  { name: "first_at", type: "time" },
  { name: "last_at", type: "time" },
];

export const FETCH_COLUMNS: readonly ScopeColumn[] = [
  { name: "current", type: "json" },
  { name: "current_status", type: "string", values: ["found", "deleted", "forbidden", "failed"] },
];

export const DIFF_COLUMNS: readonly ScopeColumn[] = [
  { name: "changes", type: "json" },
  {
    name: "compared_with",
    type: "string",
    values: ["old", "previous event", "no previous known", "nothing to compare"],
  },
];

/** A scope of columns alone; the first of equal names stays. */
export function scopeOf(columns: readonly ScopeColumn[]): Scope {
  const byName = new Map<string, ScopeColumn>();
  for (const column of columns) if (!byName.has(column.name)) byName.set(column.name, column);
  return { columns: byName, natives: new Map(), known: [], hidden: new Map() };
}

/** The scope with columns that a clause adds. */
export function withColumns(scope: Scope, added: readonly ScopeColumn[]): Scope {
  return { ...scope, columns: scopeOf([...scope.columns.values(), ...added]).columns };
}

/** Whether all canonical columns are there, so that a row still is an event. */
export function holdsEvents({ columns }: Scope): boolean {
  return EVENT_FIELDS.every((name) => columns.has(name));
}
