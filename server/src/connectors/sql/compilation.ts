import { Instant } from "../../base/value.ts";
import type { PathStep, Value } from "../../base/value.ts";
import { valueOfOperand } from "../../query/evaluate/arithmetic.ts";
import type { Operand } from "../../query/evaluate/relation.ts";
import type { FieldRef, Predicate } from "../../query/query.ts";
import { Bindings } from "./bindings.ts";
import type { Dialect } from "./dialect.ts";
import { exactJson, isWellFormed } from "./exactJson.ts";
import type { CellTerm, ConstantTerm, JsonTerm, SqlTerm, Term, TypedTerm } from "./term.ts";

/** What is known of one log's database. */
export interface LogShape {
  /** Value of `source`: the connection's name. */
  readonly connection: string;
  /** Value of `instance_id`. */
  readonly log: string;
  /** Whether some events' JSON holds what the database reads otherwise than the language (column `odd`). */
  readonly hasOdd: boolean;
  /** IANA name, for calendar bins. */
  readonly timeZone: string;
}

/** A column of the rows so far; JSON columns hold JSON text, and `odd` stands beside those of the event table. */
export type Column =
  TypedTerm | CellTerm | ConstantTerm | { readonly kind: "json"; readonly sql: string; readonly ofEvent: boolean };

export type Scope = ReadonlyMap<string, Column>;

/** Compiles a predicate; handed in, since predicates stand inside of expressions as well. */
export type Condition = (compilation: Compilation, scope: Scope, predicate: Predicate) => string;

/** One statement while it is made: its dialect, its log and what is bound. */
export class Compilation {
  readonly dialect: Dialect;
  readonly shape: LogShape;
  readonly bindings: Bindings;
  /** Columns whose exact sum did not fit, which is known when the statement has run. */
  readonly overflown = new Set<string>();

  readonly #condition: Condition;

  constructor(dialect: Dialect, shape: LogShape, condition: Condition) {
    this.dialect = dialect;
    this.shape = shape;
    this.#condition = condition;
    this.bindings = new Bindings(dialect);
  }

  field(scope: Scope, { column: name, path }: FieldRef): Term {
    const column = columnIn(scope, name);
    if (column.kind === "json") return this.jsonAt(column.sql, path, column.ofEvent);
    if (path.length === 0) return column;
    if (column.kind !== "cell") return { kind: "constant", operand: null };
    return this.jsonAt(column.shown ?? this.dialect.cellText(column.sql), path, false);
  }

  /** The value at a path of a JSON text. */
  jsonAt(document: string, path: readonly PathStep[], ofEvent: boolean): JsonTerm {
    const { dialect, bindings } = this;
    const native = dialect.path(path);
    const steps = () => bindings.text(JSON.stringify(path));
    if (native === undefined || (this.shape.hasOdd && !ofEvent)) return this.#byFunction(document, steps());
    const at = { document, path: bindings.text(native) };
    const text = path.length === 0 ? document : dialect.jsonText(at);
    const whole = ofEvent && path.length === 0 && { whole: true as const };
    if (!this.shape.hasOdd) return { kind: "json", ...at, text, ...whole };
    // What a function of ours takes out of an odd event, the database reads rightly.
    const ours = this.#byFunction(document, steps());
    const either = (normal: string, odd: string) => `CASE odd WHEN 0 THEN ${normal} ELSE ${odd} END`;
    return {
      kind: "json",
      document: either(document, ours.document),
      path: either(at.path, ours.path),
      text: path.length === 0 ? document : either(text, ours.text),
      ...whole,
    };
  }

  /** A predicate used as a value. */
  predicateCell(scope: Scope, predicate: Predicate): CellTerm {
    return { kind: "cell", sql: this.dialect.cellOfBoolean(this.#condition(this, scope, predicate)) };
  }

  /** A constant as SQL, for places where a column is wanted. */
  constant(operand: Operand): SqlTerm {
    const value: Value = valueOfOperand(operand);
    if (typeof value === "string" && isWellFormed(value)) return { kind: "text", sql: this.bindings.text(value) };
    if (typeof value === "bigint") return { kind: "integer", sql: this.bindings.integer(value) };
    if (value instanceof Instant) return { kind: "time", sql: this.bindings.integer(value.micros) };
    return this.jsonAt(this.bindings.json(value === null ? null : exactJson(value)), [], false);
  }

  #byFunction(document: string, steps: string): JsonTerm {
    const { dialect, bindings } = this;
    return {
      kind: "json",
      document: dialect.call("plain", [document, steps]),
      path: bindings.text("$"),
      text: dialect.call("at", [document, steps]),
    };
  }
}

export function columnIn(scope: Scope, name: string): Column {
  const column = scope.get(name);
  if (!column) throw new Error(`no column ${name} among ${[...scope.keys()].join(", ")}`);
  return column;
}
