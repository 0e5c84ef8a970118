import { parseJson, printJson } from "./json.ts";
import type { JsonTree } from "./json.ts";
import { WideNumber } from "./wideNumber.ts";

export { WideNumber };

/**
 * What a field of an event, a cell of a result or a constant can hold.
 * Integers within ±2^63 are bigint, other numbers number; null stands for missing too.
 */
export type Value = null | boolean | bigint | number | WideNumber | string | Instant | Json;

/** A moment: integer microseconds since 1970-01-01T00:00Z. */
export class Instant {
  readonly micros: bigint;
  constructor(micros: bigint) {
    this.micros = micros;
  }
}

/** A JSON object or array, held as its compact text and parsed when someone looks inside. */
export class Json {
  #text: string | (() => string);
  #tree: JsonTree | undefined;

  /**
   * `text` must be well-formed compact JSON of an object or array; what comes from outside goes through `parseJson`
   * first. A function is called when someone wants the text.
   */
  constructor(text: string | (() => string), tree?: JsonTree) {
    this.#text = text;
    this.#tree = tree;
  }

  get text(): string {
    return typeof this.#text === "string" ? this.#text : (this.#text = this.#text());
  }

  get tree(): JsonTree {
    return (this.#tree ??= parseJson(this.text));
  }
}

/** A step into JSON: a key, or an index from 0. */
export type PathStep = string | number;

/** What stands at a path; undefined where there is nothing, null where there is a JSON null. */
export function atPath(value: Value, path: readonly PathStep[]): Value | undefined {
  if (path.length === 0) return value;
  if (!(value instanceof Json)) return undefined;
  let tree: JsonTree | undefined = value.tree;
  for (const step of path) {
    if (typeof step === "number") tree = Array.isArray(tree) ? (tree as readonly JsonTree[])[step] : undefined;
    else tree = tree instanceof Map ? (tree as ReadonlyMap<string, JsonTree>).get(step) : undefined;
    if (tree === undefined) return undefined;
  }
  return valueOf(tree);
}

/** A parsed JSON tree as a value. */
export function valueOf(tree: JsonTree): Value {
  if (Array.isArray(tree) || tree instanceof Map) return new Json(printJson(tree), tree);
  return tree as Value;
}

export function isNumeric(value: Value | undefined): value is bigint | number | WideNumber {
  return typeof value === "bigint" || typeof value === "number" || value instanceof WideNumber;
}

/** The double or bigint that a number is compared as. */
export function comparable(value: bigint | number | WideNumber): bigint | number {
  return value instanceof WideNumber ? value.value : value;
}
