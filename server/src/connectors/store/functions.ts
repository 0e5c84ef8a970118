import type { Database } from "sql.js";
import { formatInstant } from "../../base/instant.ts";
import { canonicalJson, parseJson } from "../../base/json.ts";
import { compareValues } from "../../base/order.ts";
import { WideNumber, atPath, valueOf } from "../../base/value.ts";
import type { PathStep, Value } from "../../base/value.ts";
import type { Closure, SqlValue } from "../sql/bindings.ts";
import { readCell, readDocument } from "../sql/decode.ts";
import { exactJson, plainDouble } from "../sql/exactJson.ts";

/** The closures of the statements that run on one database, by number; `evq_run` calls them. */
export class Closures {
  readonly #closures = new Map<number, Closure>();
  #next = 1;

  add(closure: Closure): number {
    const number = this.#next++;
    this.#closures.set(number, closure);
    return number;
  }

  remove(number: number): void {
    this.#closures.delete(number);
  }

  run(number: number, values: readonly SqlValue[]): string | number | boolean | null {
    const closure = this.#closures.get(number);
    if (!closure) throw new Error(`no closure ${number}`);
    return closure(values);
  }
}

const known = new WeakMap<Database, Closures>();

/** The database's closures; sees to it that the database has the functions that the SQLite dialect calls. */
export function functionsOf(database: Database): Closures {
  const closures = known.get(database) ?? new Closures();
  known.set(database, closures);
  if (!hasFunctions(database)) install(database, closures);
  return closures;
}

/** sql.js forgets them when it exports the database. */
function hasFunctions(database: Database): boolean {
  try {
    return database.prepare("SELECT evq_greatest(NULL, NULL)").free();
  } catch {
    return false;
  }
}

function install(database: Database, closures: Closures): void {
  const run = (number: number, ...values: SqlValue[]) => closures.run(number, values);
  // SQLite reads -1 as any number of arguments, and sql.js passes a function's `length` on.
  Object.defineProperty(run, "length", { value: -1 });
  database.create_function("evq_run", run);
  database.create_function("evq_at", (text: SqlValue, steps: string) => textAt(text, steps));
  database.create_function("evq_plain", (text: SqlValue, steps: string) => plainAt(text, steps));
  database.create_function("evq_cell", (type: SqlValue, value: SqlValue) => cellText(type, value));
  database.create_function("evq_canonical", (text: SqlValue) => canonicalCell(text));
  database.create_function("evq_instant", (micros: SqlValue) =>
    micros === null ? null : JSON.stringify(formatInstant(BigInt(String(micros)))),
  );
  aggregateOf(database).create_aggregate("evq_least", extreme(-1));
  aggregateOf(database).create_aggregate("evq_greatest", extreme(1));
}

function textAt(text: SqlValue, steps: string): string | null {
  const value = at(text, steps);
  return value === undefined ? null : value === null ? "null" : exactJson(value);
}

/** A number beyond 64 bits or beyond a double as the double it is compared as. */
function plainAt(text: SqlValue, steps: string): string | null {
  const value = at(text, steps);
  if (value instanceof WideNumber) return plainDouble(value.value);
  return value === undefined ? null : value === null ? "null" : exactJson(value);
}

function at(text: SqlValue, steps: string): Value | undefined {
  return text === null ? undefined : atPath(readDocument(String(text)), JSON.parse(steps) as PathStep[]);
}

function cellText(type: SqlValue, value: SqlValue): string | null {
  const held = readCell(type, value);
  return held === null ? null : exactJson(held);
}

/** See `Dialect`: a byte that tells JSON from the other blobs, and the canonical text. */
function canonicalCell(text: SqlValue): Uint8Array | null {
  return text === null ? null : new TextEncoder().encode(`\u0003${canonicalJson(parseJson(String(text)))}`);
}

interface Best {
  readonly value: Value;
  readonly text: string;
  readonly key: string;
}

/** The least (-1) or greatest (1) of JSON texts by the language's order; of equal ones that with the least key. */
function extreme(direction: 1 | -1): AggregateFunctions<Best | null> {
  return {
    init: () => null,
    step: (best, text, key) => {
      if (text === null || text === "null") return best;
      const value = valueOf(parseJson(String(text)));
      const next: Best = { value, text: String(text), key: String(key) };
      if (best === null) return next;
      const difference = compareValues(value, best.value) * direction;
      return difference > 0 || (difference === 0 && next.key < best.key) ? next : best;
    },
    finalize: (best) => best?.text ?? null,
  };
}

/** The part of sql.js that its types leave out. */
interface AggregateFunctions<State> {
  init(): State;
  step(state: State, text: SqlValue, key: SqlValue): State;
  finalize(state: State): SqlValue;
}
interface Aggregating {
  create_aggregate<State>(name: string, functions: AggregateFunctions<State>): void;
}

function aggregateOf(database: Database): Aggregating {
  return database as unknown as Aggregating;
}
