import type { ColumnType } from "../../protocol/results.ts";
import type { KnownPath } from "../query/catalog.ts";
import type { FieldRef } from "../query/query.ts";
import { CANONICAL } from "./canonical.ts";
import type { Clause, ClauseKind, Column, QueryNode } from "../syntax/ast.ts";
import { writtenStep } from "./names.ts";
import { knownSources, namedQuery, nativeFields } from "./sources.ts";
import type { Snapshot } from "./snapshot.ts";

/** A field or column that may be written at a place. */
export interface ScopeField {
  /** Its name; for a native name that is a path, the first step. */
  readonly name: string;
  readonly type: ColumnType | undefined;
  readonly description: string;
  readonly origin: "canonical" | "native" | "column";
  /** The canonical field it stands for. */
  readonly field: FieldRef | undefined;
  /** Values it can have, where that is known. */
  readonly values: readonly string[];
}

/** Fields and columns that exist when a clause means something: clauses before it in the order of meaning have made them. */
export function fieldsAt(snapshot: Snapshot, query: QueryNode, clause: string, depth = 0): readonly ScopeField[] {
  const before = query.clauses.filter(({ kind }) => ORDER.indexOf(kind) < ORDER.indexOf(clause));
  const reduce = before.find((other) => other.kind === "reduce");
  const fields: ScopeField[] = reduce
    ? [...reducedColumns(snapshot, reduce)]
    : [...eventFields(snapshot, query, depth)];
  if (!reduce && before.some(({ kind }) => kind === "collapse")) fields.push(...COLLAPSED);
  if (before.some(({ kind }) => kind === "fetch")) fields.push(...FETCHED);
  const select = before.find((other) => other.kind === "select");
  if (select?.kind === "select" && clause !== "expect") return columnsOf(snapshot, select.columns);
  return fields;
}

/** What a path at a place leads to: a field, or a JSON path that is known. */
export function fieldOf(
  snapshot: Snapshot,
  query: QueryNode,
  clause: string,
  [head, ...steps]: readonly string[],
): (Pick<ScopeField, "type" | "values"> & { readonly example?: string }) | undefined {
  const field = fieldsAt(snapshot, query, clause).find(({ name }) => name === head);
  if (!field || steps.length === 0) return field;
  const wanted = [...(field.field?.path ?? []), ...steps].join("\n");
  const known = knownPaths(snapshot, query).find(
    (path) => path.field.column === field.field?.column && path.field.path.join("\n") === wanted,
  );
  if (!known) return undefined;
  return { type: known.type, values: [], ...(known.example === undefined ? {} : { example: known.example }) };
}

/** The columns of a whole query. */
export function resultColumns(snapshot: Snapshot, query: QueryNode, depth = 0): readonly ScopeField[] {
  const select = query.clauses.find((clause) => clause.kind === "select");
  return select ? columnsOf(snapshot, select.columns) : fieldsAt(snapshot, query, "compare", depth);
}

/** Paths below a JSON field that the catalog or sampled events know. */
export function knownPaths(snapshot: Snapshot, query: QueryNode): readonly KnownPath[] {
  return knownSources(snapshot, query).flatMap((source) => [
    ...(source.log?.paths ?? []),
    ...nativeFields(source)
      .filter(({ field }) => field.path.length > 0)
      .map(({ field, type }) => ({ field, type })),
  ]);
}

/** Fields of the events that a query reads. */
export function eventFields(snapshot: Snapshot, query: QueryNode, depth = 0): readonly ScopeField[] {
  for (const source of query.sources) {
    const named = source.kind === "source" ? namedQuery(snapshot, source) : undefined;
    // A let that is made of itself has no columns of its own; the depth ends such a circle.
    if (named) return depth < MAX_DEPTH ? resultColumns(snapshot, named.value, depth + 1) : [];
  }
  const sources = knownSources(snapshot, query);
  const eventTypes = sources.flatMap(({ log }) => log?.eventTypes ?? []);
  const streams = sources.flatMap(({ log }) => log?.streams ?? []);
  const canonical = CANONICAL.map(({ name, type, description }): ScopeField => {
    const values = name === "event_type" ? eventTypes : name === "stream_id" ? streams : [];
    return {
      name,
      type,
      description,
      origin: "canonical",
      field: { column: name, path: [] },
      values: [...new Set(values)],
    };
  });
  // Over several sources only canonical names are known.
  const [source] = sources;
  const native = query.sources.length === 1 && source ? nativeFields(source) : [];
  const taken = new Set(CANONICAL.map(({ name }) => name as string));
  return [
    ...canonical.map((field) => withClosedList(field, native)),
    ...native
      .filter(({ name }) => !taken.has(name))
      .map(({ name, type, description, field, values = [] }): ScopeField => ({
        name,
        type,
        description,
        origin: "native",
        field,
        values:
          values.length > 0
            ? values
            : field.column === "event_type" && field.path.length === 0
              ? [...new Set(eventTypes)]
              : [],
      })),
  ];
}

/** A canonical field takes the closed list of the native name it stands for. */
function withClosedList(
  field: ScopeField,
  native: readonly { readonly field: FieldRef; readonly values?: readonly string[] }[],
): ScopeField {
  if (field.values.length > 0) return field;
  const same = native.find(
    (other) => other.field.column === field.name && other.field.path.length === 0 && other.values,
  );
  return same?.values ? { ...field, values: same.values } : field;
}

const MAX_DEPTH = 20;

function reducedColumns(
  snapshot: Snapshot,
  { by, aggregates }: Extract<Clause, { kind: "reduce" }>,
): readonly ScopeField[] {
  return columnsOf(snapshot, [...by, ...aggregates]);
}

/** A column is called by its name, else by its text. */
function columnsOf({ text, bound }: Snapshot, columns: readonly Column[]): readonly ScopeField[] {
  return columns.flatMap((column): readonly ScopeField[] => {
    const written = text.slice(column.value.span.start, column.value.span.end);
    const name = column.name?.kind === "name" ? column.name.text : written;
    if (name === "") return [];
    const reference = bound.references.find(
      ({ span, defines }) => defines === true && span.start === column.name?.span.start,
    );
    const type = reference?.type === "duration" || reference?.type === "query" ? undefined : reference?.type;
    return [
      {
        name,
        type,
        description: name === written ? "Column of this query." : `Column: ${written}`,
        origin: "column",
        field: undefined,
        values: [],
      },
    ];
  });
}

function column(name: string, type: ColumnType, description: string): ScopeField {
  return { name, type, description, origin: "column", field: { column: name, path: [] }, values: [] };
}

const COLLAPSED: readonly ScopeField[] = [
  column("collapsed_count", "integer", "How many events were folded into this one."),
  column("first_at", "time", "When the first of the folded events happened."),
  column("last_at", "time", "When the last of the folded events happened."),
];

const FETCHED: readonly ScopeField[] = [
  column("current", "json", "The entity as it is now in the source."),
  {
    ...column("current_status", "string", "What became of the entity."),
    values: ["found", "deleted", "forbidden", "failed"],
  },
];

/** The order in which clauses mean something. */
const ORDER: readonly string[] = [
  "during",
  "since",
  "where",
  "dedupe",
  "collapse",
  "reduce",
  "having",
  "order",
  "offset",
  "limit",
  "latest",
  "fetch",
  "diff",
  "select",
  "compare",
  "expect",
  "into",
] satisfies readonly ClauseKind[];

/** `payload.items[0].sku` of a reference into the columns. */
export function writtenField({ column, path }: FieldRef): string {
  return column + path.map(writtenStep).join("");
}
