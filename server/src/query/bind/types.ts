import type { ColumnType } from "../../../protocol/results.ts";
import { Duration, Period } from "../../base/duration.ts";
import { Instant, Json, WideNumber } from "../../base/value.ts";
import type { Constant, Expression, ParameterType } from "../query.ts";

/** What is known of an expression's values before it runs; `mixed` is nothing. */
export type StaticType = ColumnType | "duration" | "null" | "list";

/** A bound expression and what is known of its type. */
export interface Typed {
  readonly value: Expression;
  readonly type: StaticType;
}

/** Stands for what could not be bound; its statement is broken. */
export const UNBOUND: Typed = { value: { kind: "constant", value: null }, type: "mixed" };

export function constant(value: Constant, type: StaticType = typeOfConstant(value)): Typed {
  return { value: { kind: "constant", value }, type };
}

export function typeOfConstant(value: Constant): StaticType {
  if (value === null) return "null";
  if (typeof value === "boolean" || typeof value === "string") return typeof value as "boolean" | "string";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number" || value instanceof WideNumber) return "number";
  if (value instanceof Period || value instanceof Instant) return "time";
  if (value instanceof Duration) return "duration";
  return value instanceof Json ? "json" : "list";
}

export function typeOfParameter({ name, list }: ParameterType): StaticType {
  return list ? "list" : name;
}

/** The type of a column that shows such a value: a duration is shown as its milliseconds. */
export function columnType(type: StaticType): ColumnType {
  if (type === "duration") return "number";
  return type === "null" || type === "list" ? "mixed" : type;
}

export function isNumber(type: StaticType): boolean {
  return type === "integer" || type === "number";
}

/** Whether a value of the type can stand where another is needed; what is not known may. */
export function fits(type: StaticType, wanted: StaticType): boolean {
  return type === wanted || type === "mixed" || (wanted === "number" && type === "integer");
}

/** A type with its article, for messages. */
export function described(type: StaticType): string {
  const words: Readonly<Record<StaticType, string>> = {
    string: "text",
    integer: "a number",
    number: "a number",
    boolean: "a boolean",
    time: "a time",
    json: "a JSON value",
    mixed: "a value",
    duration: "a duration",
    null: "null",
    list: "a list",
  };
  return words[type];
}
