import { WideNumber } from "./wideNumber.ts";

/** Parsed JSON: objects are Maps (so `__proto__` is a key like any other), numbers are exact. */
export type JsonTree =
  null | boolean | bigint | number | WideNumber | string | readonly JsonTree[] | ReadonlyMap<string, JsonTree>;

/** Nesting that is read at most; deeper text is an error, not a stack overflow. SQLite's own limit is the same. */
export const MAX_JSON_DEPTH = 1000;

export class JsonError extends Error {
  override readonly name = "JsonError";
  /** UTF-16 offset in the text. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;

/** The exact value of a JSON number: bigint within ±2^63, else a double, else the text as written. */
export function parseNumber(text: string): bigint | number | WideNumber {
  if (/^-?\d+$/.test(text)) {
    if (text.length < 16) return text === "-0" ? 0n : BigInt(text);
    const integer = BigInt(text);
    return integer >= INT_MIN && integer <= INT_MAX ? integer : new WideNumber(text);
  }
  const double = Number(text);
  return text.length < 16 || String(double) === text || sameDecimal(text, String(double))
    ? Number.isFinite(double)
      ? double
      : new WideNumber(text)
    : new WideNumber(text);
}

/** Whether two decimal numerals denote the same number; so a double that prints differently but equals its text is kept as a double. */
function sameDecimal(a: string, b: string): boolean {
  return digitsAndExponent(a) === digitsAndExponent(b);
}

function digitsAndExponent(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = (whole + fraction).replace(/^0+/, "");
  const trimmed = digits.replace(/0+$/, "");
  if (trimmed === "") return "0";
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}

/**
 * Reads one JSON text (RFC 8259). The first of duplicate keys wins, unless they are refused.
 * @throws JsonError with the offset of what is wrong
 */
export function parseJson(text: string, duplicates: "first" | "refuse" = "first"): JsonTree {
  const reader = new Reader(text, duplicates === "refuse");
  reader.space();
  const tree = reader.value(0);
  reader.space();
  if (reader.at < text.length) throw new JsonError("there is more after the end of the JSON value", reader.at);
  return tree;
}

/** Compact JSON text; numbers that no double holds are printed as written, integers exactly. */
export function printJson(tree: JsonTree): string {
  if (tree === null || typeof tree === "boolean") return String(tree);
  if (typeof tree === "string") return JSON.stringify(tree);
  if (typeof tree === "bigint") return tree.toString();
  if (typeof tree === "number") return printDouble(tree);
  if (tree instanceof WideNumber) return tree.text;
  if (tree instanceof Map) {
    const members: string[] = [];
    for (const [key, member] of tree as ReadonlyMap<string, JsonTree>)
      members.push(`${JSON.stringify(key)}:${printJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return `[${(tree as readonly JsonTree[]).map(printJson).join(",")}]`;
}

/** Text that is the same for equal JSON values: keys sorted by UTF-16 units, numbers in their shortest form (RFC 8785), integers exact. */
export function canonicalJson(tree: JsonTree): string {
  if (tree instanceof Map) {
    const map = tree as ReadonlyMap<string, JsonTree>;
    const keys = [...map.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(map.get(key) ?? null)}`).join(",")}}`;
  }
  if (Array.isArray(tree)) return `[${(tree as readonly JsonTree[]).map(canonicalJson).join(",")}]`;
  if (tree instanceof WideNumber) return printDouble(tree.value);
  if (typeof tree === "number" && Number.isInteger(tree) && tree >= -(2 ** 63) && tree < 2 ** 63)
    return BigInt(tree).toString();
  return printJson(tree);
}

/** A double as JSON; there is no JSON for what is not finite. */
function printDouble(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "0" : String(value);
  return Number.isNaN(value) ? "null" : value > 0 ? "1e400" : "-1e400";
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class Reader {
  readonly text: string;
  readonly refusesDuplicates: boolean;
  at = 0;
  constructor(text: string, refusesDuplicates: boolean) {
    this.text = text;
    this.refusesDuplicates = refusesDuplicates;
  }

  space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.at++;
    }
  }

  value(depth: number): JsonTree {
    const { text } = this;
    switch (text[this.at]) {
      case "{":
        return this.object(depth + 1);
      case "[":
        return this.array(depth + 1);
      case '"':
        return this.string();
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
      case undefined:
        throw new JsonError("the text ends where a JSON value should stand", this.at);
      default:
        return this.number();
    }
  }

  private word<T extends null | boolean>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.unexpected("a JSON value");
    this.at += word.length;
    return value;
  }

  private number(): JsonTree {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) throw this.unexpected("a JSON value");
    this.at = NUMBER.lastIndex;
    return parseNumber(match[0]);
  }

  private string(): string {
    let result = "";
    this.at++;
    for (;;) {
      PLAIN_STRING.lastIndex = this.at;
      PLAIN_STRING.test(this.text);
      result += this.text.slice(this.at, PLAIN_STRING.lastIndex);
      this.at = PLAIN_STRING.lastIndex;
      const next = this.text[this.at];
      if (next === '"') {
        this.at++;
        return result;
      }
      if (next === undefined) throw new JsonError("a string is not closed", this.at);
      if (next !== "\\") throw new JsonError("a control character stands unescaped in a string", this.at);
      result += this.escape();
    }
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? "";
    if (letter === "u") {
      const hex = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new JsonError("\\u needs four hexadecimal digits", this.at);
      this.at += 6;
      return String.fromCharCode(parseInt(hex, 16));
    }
    const escaped = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (escaped === undefined) throw new JsonError(`\\${letter} is no JSON escape`, this.at);
    this.at += 2;
    return escaped;
  }

  private array(depth: number): readonly JsonTree[] {
    this.enter(depth);
    const items: JsonTree[] = [];
    if (this.closes("]")) return items;
    for (;;) {
      this.space();
      items.push(this.value(depth));
      this.space();
      if (this.closes("]")) return items;
      this.comma("]");
    }
  }

  private object(depth: number): ReadonlyMap<string, JsonTree> {
    this.enter(depth);
    const members = new Map<string, JsonTree>();
    if (this.closes("}")) return members;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected("a key in quotes");
      const start = this.at;
      const key = this.string();
      if (this.refusesDuplicates && members.has(key))
        throw new JsonError(`the key ${JSON.stringify(key)} stands twice in an object`, start);
      this.space();
      if (this.text[this.at] !== ":") throw this.unexpected("a colon");
      this.at++;
      this.space();
      const member = this.value(depth);
      if (!members.has(key)) members.set(key, member);
      this.space();
      if (this.closes("}")) return members;
      this.comma("}");
    }
  }

  private enter(depth: number): void {
    if (depth > MAX_JSON_DEPTH) throw new JsonError(`the JSON is nested deeper than ${MAX_JSON_DEPTH} levels`, this.at);
    this.at++;
    this.space();
  }

  private closes(bracket: string): boolean {
    if (this.text[this.at] !== bracket) return false;
    this.at++;
    return true;
  }

  private comma(bracket: string): void {
    if (this.text[this.at] !== ",") throw this.unexpected(`a comma or ${bracket}`);
    this.at++;
  }

  private unexpected(wanted: string): JsonError {
    const found = this.text[this.at];
    return new JsonError(
      found === undefined
        ? `the text ends where ${wanted} should stand`
        : `${JSON.stringify(found)} stands where ${wanted} should stand`,
      this.at,
    );
  }
}
