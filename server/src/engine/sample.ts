import { neverCancelled } from "../base/cancellation.ts";
import { printJson } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";
import { Json, WideNumber, valueOf } from "../base/value.ts";
import type { PathStep, Value } from "../base/value.ts";
import type { ColumnType } from "../../protocol/results.ts";
import type { KnownPath, LogEntry } from "../query/catalog.ts";
import type { Engine } from "./api.ts";

/** What the newest events of a log look like. */
export type LogSample = Required<Pick<LogEntry, "eventTypes" | "streams" | "paths">>;

/**
 * Looks at the newest events of a log, so that completion and hover know its event types, streams and JSON paths.
 * What an event has is data, never a rule: a path that was not seen may still be written.
 */
export async function sampleLog(engine: Pick<Engine, "run">, connection: string, log: string): Promise<LogSample> {
  const sample = new Sample();
  const query = {
    from: [{ kind: "log", connection, log }],
    orderBy: [{ value: { kind: "field", field: { column: "timestamp", path: [] } }, direction: "desc" }],
    limit: { kind: "constant", value: EVENTS },
  } as const;
  const bound = { span: { start: 0, end: 0 }, query, columns: [], parameters: [] };
  await engine.run(
    { query: bound, parameters: [], given: new Map(), timeZone: "UTC" },
    {
      cancellation: neverCancelled,
      rows: (columns, rows) => {
        for (const row of rows) columns.forEach(({ name }, at) => sample.add(name, row[at] ?? null));
      },
      progress: () => {},
    },
  );
  return sample.result();
}

const EVENTS = 300n;
const MAX_PATHS = 500;
const MAX_DEPTH = 8;
const MAX_EXAMPLE = 80;

class Sample {
  readonly #eventTypes = new Set<string>();
  readonly #streams = new Set<string>();
  readonly #paths = new Map<string, { column: string; path: readonly PathStep[]; type: ColumnType; example: string }>();

  add(column: string, value: Value): void {
    if (column === "event_type" && typeof value === "string") this.#eventTypes.add(value);
    else if (column === "stream_id" && typeof value === "string") this.#streams.add(value);
    else if (value instanceof Json) this.#below(column, [], value.tree);
  }

  result(): LogSample {
    const paths = [...this.#paths.values()].map(({ column, path, type, example }): KnownPath => ({
      field: { column, path },
      type,
      example,
    }));
    return { eventTypes: [...this.#eventTypes].sort(), streams: [...this.#streams].sort(), paths };
  }

  #below(column: string, path: readonly PathStep[], tree: JsonTree): void {
    if (path.length >= MAX_DEPTH) return;
    if (tree instanceof Map) {
      for (const [key, member] of tree as ReadonlyMap<string, JsonTree>) this.#at(column, [...path, key], member);
    } else if (Array.isArray(tree) && tree.length > 0) {
      this.#at(column, [...path, 0], (tree as readonly JsonTree[])[0] ?? null);
    }
  }

  #at(column: string, path: readonly PathStep[], tree: JsonTree): void {
    if (tree !== null) {
      const key = JSON.stringify([column, ...path]);
      const known = this.#paths.get(key);
      if (!known && this.#paths.size >= MAX_PATHS) return;
      const type = typeOf(tree);
      if (!known) this.#paths.set(key, { column, path, type, example: exampleOf(tree) });
      else known.type = together(known.type, type);
    }
    this.#below(column, path, tree);
  }
}

function typeOf(tree: JsonTree): ColumnType {
  switch (typeof tree) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "bigint":
      return "integer";
    case "number":
      return "number";
    default:
      return tree instanceof WideNumber ? "number" : "json";
  }
}

function together(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b) return a;
  const isNumber = (type: ColumnType): boolean => type === "integer" || type === "number";
  return isNumber(a) && isNumber(b) ? "number" : "mixed";
}

function exampleOf(tree: JsonTree): string {
  const value = valueOf(tree);
  const text = value instanceof Json ? value.text : printJson(tree);
  return text.length > MAX_EXAMPLE ? `${text.slice(0, MAX_EXAMPLE)}…` : text;
}
