import { JsonError, MAX_JSON_DEPTH, parseJson, parseNumber } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";
import { Json, valueOf } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import { unreadableAnswer } from "./unreadable.ts";

/** A record as a source sent it. What nobody asks for is not taken apart. */
export interface Record {
  has(key: string): boolean;
  keys(): Iterable<string>;
  get(key: string): JsonTree | undefined;
  /** A member as a value; null for what is not there. */
  value(key: string): Value;
  /** A member that is itself an object; undefined for everything else. */
  part(key: string): Record | undefined;
  /** All of it, but for members of these names. */
  whole(without?: ReadonlySet<string>): Value;
}

/** A record over what the exact reader made of its text. */
export class ExactRecord implements Record {
  readonly #members: ReadonlyMap<string, JsonTree>;

  constructor(members: ReadonlyMap<string, JsonTree>) {
    this.#members = members;
  }

  has(key: string): boolean {
    return this.#members.has(key);
  }

  keys(): Iterable<string> {
    return this.#members.keys();
  }

  get(key: string): JsonTree | undefined {
    return this.#members.get(key);
  }

  value(key: string): Value {
    return valueOf(this.#members.get(key) ?? null);
  }

  part(key: string): Record | undefined {
    const member = this.#members.get(key);
    return member instanceof Map ? new ExactRecord(member as ReadonlyMap<string, JsonTree>) : undefined;
  }

  whole(without?: ReadonlySet<string>): Value {
    return valueOf(without ? new Map([...this.#members].filter(([key]) => !without.has(key))) : this.#members);
  }
}

type Plain = Readonly<globalThis.Record<string, unknown>>;

/** A record over what the platform's own reader made of its text, which is several times quicker and told not to have lost anything. */
export class PlainRecord implements Record {
  readonly #members: Plain;
  readonly #text: string | (() => string);

  constructor(members: Plain, text: string | (() => string) = () => JSON.stringify(members)) {
    this.#members = members;
    this.#text = text;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#members, key);
  }

  keys(): Iterable<string> {
    return Object.keys(this.#members);
  }

  get(key: string): JsonTree | undefined {
    if (!Object.hasOwn(this.#members, key)) return undefined;
    const member = this.#members[key];
    return isNested(member) ? parseJson(JSON.stringify(member)) : scalarOf(member);
  }

  value(key: string): Value {
    if (!Object.hasOwn(this.#members, key)) return null;
    const member = this.#members[key];
    return isNested(member) ? jsonOf(member) : (scalarOf(member) as Value);
  }

  part(key: string): Record | undefined {
    const member = Object.hasOwn(this.#members, key) ? this.#members[key] : undefined;
    return isObject(member) ? new PlainRecord(member) : undefined;
  }

  whole(without?: ReadonlySet<string>): Value {
    const members = this.#members;
    if (!without) return new Json(this.#text);
    return new Json(() =>
      JSON.stringify(Object.fromEntries(Object.entries(members).filter(([key]) => !without.has(key)))),
    );
  }
}

function jsonOf(value: object): Json {
  return new Json(() => JSON.stringify(value));
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function scalarOf(value: unknown): JsonTree {
  if (typeof value !== "number") return value as JsonTree;
  return Number.isSafeInteger(value) ? BigInt(value) : parseNumber(String(value));
}

/** Where a list is in an answer: the keys that lead to it. */
export type ListPlace = readonly string[];

/** An answer of which one list is made of records: what is around the list, and the list; undefined where there is none. */
export interface RecordAnswer {
  readonly envelope: JsonTree;
  readonly records: readonly Record[] | undefined;
}

/**
 * The records of the first of these places that holds a list.
 * @throws EvqError `source.unreadable`
 */
export function readRecords(connection: string, text: string, places: readonly ListPlace[]): RecordAnswer {
  const plain = readPlainly(text, places);
  if (plain) return plain;
  const envelope = readAnswer(connection, text);
  const list = places.map((place) => at(envelope, place)).find((found) => Array.isArray(found));
  const records = (list as readonly JsonTree[] | undefined)?.map((record) => {
    if (record instanceof Map) return new ExactRecord(record as ReadonlyMap<string, JsonTree>);
    throw unreadableAnswer(connection, "one of its records is no object");
  });
  return { envelope, records };
}

/** The JSON of an answer's text. @throws EvqError `source.unreadable`, also for what is a page that asks to sign in */
export function readAnswer(connection: string, text: string): JsonTree {
  try {
    return parseJson(text);
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
    const isPage = /^\s*</.test(text);
    throw unreadableAnswer(connection, isPage ? "it is a web page and no JSON" : `it is no JSON: ${thrown.message}`);
  }
}

/** What stands at a place of a tree; undefined where nothing does. */
export function at(tree: JsonTree | undefined, place: ListPlace): JsonTree | undefined {
  return place.reduce<JsonTree | undefined>(
    (found, key) => (found instanceof Map ? (found as ReadonlyMap<string, JsonTree>).get(key) : undefined),
    tree,
  );
}

/** Stands in the envelope where the list was. */
const HELD = "\u0000records";

/**
 * Reads a text whose records the platform can read without losing anything: if printed again it is the very same text,
 * then no number was rounded, no key stood twice and none changed its place. Undefined for every other text.
 */
function readPlainly(text: string, places: readonly ListPlace[]): RecordAnswer | undefined {
  try {
    const tree: unknown = JSON.parse(text);
    const list: unknown = places.map((place) => memberAt(tree, place)).find((found) => Array.isArray(found));
    if (!Array.isArray(list)) return undefined;
    const shell = JSON.stringify(tree, (_key, value: unknown) => (value === list ? HELD : value));
    const [head, tail, ...more] = shell.split(JSON.stringify(HELD));
    if (head === undefined || tail === undefined || more.length > 0) return undefined;
    const records = recordsIn(text, head, list as readonly unknown[], tail);
    return records && { envelope: parseJson(shell), records };
  } catch {
    // The exact reader says what is wrong, or that it is nested too deeply for the platform's printer.
    return undefined;
  }
}

function memberAt(tree: unknown, place: ListPlace): unknown {
  return place.reduce<unknown>(
    (found, key) => (isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined),
    tree,
  );
}

function isObject(value: unknown): value is Plain {
  return isNested(value) && !Array.isArray(value);
}

/** The records of a list that stands between head and tail; undefined where the text says more than was read. */
function recordsIn(text: string, head: string, list: readonly unknown[], tail: string): readonly Record[] | undefined {
  const records: Record[] = [];
  let at = head.length + 1;
  if (!text.startsWith(head) || text[at - 1] !== "[") return undefined;
  for (const member of list) {
    if (!isObject(member)) return undefined;
    const printed = JSON.stringify(member);
    // Several times quicker than `startsWith`, which looks at one letter after the other.
    if (text.slice(at, at + printed.length) !== printed || mayBeTooDeep(printed)) return undefined;
    records.push(new PlainRecord(member, printed));
    at += printed.length;
    if (records.length < list.length && text[at++] !== ",") return undefined;
  }
  return text[at] === "]" && text.slice(at + 1).trimEnd() === tail ? records : undefined;
}

/** Whether a text opens more brackets than may be nested. */
function mayBeTooDeep(text: string): boolean {
  if (text.length < 2 * MAX_JSON_DEPTH) return false;
  let opened = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 123 || code === 91) opened++;
  }
  return opened > MAX_JSON_DEPTH - 10;
}
