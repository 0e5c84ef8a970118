import { JsonError, parseJson } from "../../base/json.ts";
import { Instant, Json, valueOf } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { SqlValue } from "./bindings.ts";

/** How a column of a result is read: `document` is JSON text as the log has it, `json` text the database took out. */
export type OutputKind = "text" | "time" | "integer" | "cell" | "json" | "document";

/** One column of the rows: a constant, or columns of the statement's result. */
export type Output =
  | { readonly kind: "constant"; readonly value: Value }
  | { readonly kind: OutputKind; readonly at: number; readonly shownAt?: number };

/** A value of a result row: as the database gave it, integers as bigint where the row was read so. */
export type ResultValue = SqlValue | bigint;

/** Makes a row of values from a row of the statement's result. */
export function decodeRow(outputs: readonly Output[], row: readonly ResultValue[]): readonly Value[] {
  return outputs.map((output) => {
    if (output.kind === "constant") return output.value;
    const shown = output.shownAt === undefined ? null : (row[output.shownAt] ?? null);
    if (typeof shown === "string") return readJson(shown);
    return decode(output.kind, row[output.at] ?? null);
  });
}

function decode(kind: OutputKind, value: ResultValue): Value {
  if (value === null) return null;
  switch (kind) {
    case "text":
      return String(value);
    case "time":
      return new Instant(BigInt(value as number | bigint));
    case "integer":
      return BigInt(value as number | bigint);
    case "json":
      return readJson(String(value));
    case "document":
      return readDocument(String(value));
    case "cell":
      return value instanceof Uint8Array ? readBlob(value) : value;
  }
}

/** An event's JSON: an object or array is parsed only when someone looks inside. */
export function readDocument(text: string): Value {
  return text.startsWith("{") || text.startsWith("[") ? new Json(text) : valueOf(parseJson(text));
}

/** JSON text that a database took out of a greater one, where numbers may stand as they were written. */
export function readJson(text: string): Value {
  try {
    return valueOf(parseJson(text));
  } catch (error) {
    // A list of values that each nest as deep as may be is one level deeper.
    if (error instanceof JsonError) return new Json(text);
    throw error;
  }
}

/** What `Dialect.cellArguments` gave of a cell. */
export function readCell(type: SqlValue | undefined, value: SqlValue | undefined): Value {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return readBlob(value);
  return type === "integer" ? BigInt(value) : value;
}

function readBlob(bytes: Uint8Array): Value {
  if (bytes.length === 1) return bytes[0] === 1;
  return readJson(new TextDecoder().decode(bytes.subarray(1)));
}
