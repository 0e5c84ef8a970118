import type { Operand } from "../../query/evaluate/relation.ts";
import type { Dialect, JsonAt, JsonKind } from "./dialect.ts";

/** An expression as SQL, with what is known of its type: what comparisons and the decoder go by. */
export type Term = SqlTerm | ConstantTerm;
export type SqlTerm = TypedTerm | DynamicTerm;
/** A value whose type is known only row by row. */
export type DynamicTerm = CellTerm | JsonTerm;

/** A string, microseconds or an integer, or null. */
export type TypedTerm =
  | { readonly kind: "text"; readonly sql: string }
  | { readonly kind: "time"; readonly sql: string }
  | { readonly kind: "integer"; readonly sql: string };

/** A value of any type in one SQL value, see `Dialect`. */
export interface CellTerm {
  readonly kind: "cell";
  readonly sql: string;
  /** JSON text to show instead where it is not null: as the event has it, where the cell is in canonical form. */
  readonly shown?: string;
}

/** A value inside a JSON text. */
export interface JsonTerm extends JsonAt {
  readonly kind: "json";
  /** The value's own JSON text. */
  readonly text: string;
  /** Whether that is a whole column of the event, which is shown and searched as it was written. */
  readonly whole?: true;
}

export interface ConstantTerm {
  readonly kind: "constant";
  readonly operand: Operand;
}

export function isDynamic(term: Term): term is DynamicTerm {
  return term.kind === "cell" || term.kind === "json";
}

/** Whether the value is of one of the kinds; false or null otherwise, also where there is no value. */
export function isKind(dialect: Dialect, term: DynamicTerm, kinds: readonly JsonKind[]): string {
  return term.kind === "cell" ? dialect.cellIsKind(term.sql, kinds) : dialect.isKind(term, kinds);
}

/** A string or number as an SQL value; of other kinds it may be anything. */
export function scalar(dialect: Dialect, term: DynamicTerm): string {
  return term.kind === "cell" ? term.sql : dialect.scalar(term);
}

/** Whether there is a value that is not null. */
export function isKnown(dialect: Dialect, term: SqlTerm): string {
  if (term.kind !== "json") return `${term.sql} IS NOT NULL`;
  return dialect.isKind(term, ["true", "false", "number", "text", "object", "array"]);
}

/** One SQL value that is equal for equal values, and null for null. */
export function cell(dialect: Dialect, term: SqlTerm): string {
  return term.kind === "json" ? dialect.cellOfJson(term) : term.sql;
}

/** The number, or null for everything else. */
export function numberOf(dialect: Dialect, term: SqlTerm): string {
  if (term.kind === "integer") return term.sql;
  if (!isDynamic(term)) return "NULL";
  return `CASE WHEN ${isKind(dialect, term, ["number"])} THEN ${scalar(dialect, term)} END`;
}

/** What is sorted by, most significant first. */
export function orderParts(dialect: Dialect, term: SqlTerm): readonly string[] {
  if (term.kind === "cell") return [dialect.cellRank(term.sql), term.sql];
  return term.kind === "json" ? [dialect.jsonRank(term), dialect.cellOfJson(term)] : [term.sql];
}
