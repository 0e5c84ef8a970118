import { JsonError, MAX_JSON_DEPTH, parseJson, parseNumber } from "../base/json.ts";
import { WideNumber } from "../base/value.ts";

export interface Normalised {
  /** White space gone, strings with the fewest escapes, numbers as written, the first of duplicate keys kept. */
  readonly text: string;
  /** Whether SQLite reads something in it otherwise than the language does (`schema.ts`). */
  readonly odd: boolean;
  /** False when duplicate keys were dropped. */
  readonly exact: boolean;
}

/**
 * JSON text as the store keeps it.
 * @throws JsonError as `parseJson` does
 */
export function normaliseJson(text: string): Normalised {
  return normalise(text, false);
}

/** The same with duplicate keys kept, for `raw`. */
export function compactJson(text: string): Normalised {
  return normalise(text, true);
}

function normalise(text: string, keepDuplicates: boolean): Normalised {
  const scanner = new Scanner(text, keepDuplicates);
  try {
    return scanner.document();
  } catch (error) {
    if (error !== MALFORMED) throw error;
    parseJson(text);
    throw new JsonError("this is not JSON", scanner.at);
  }
}

/** Whether a text holds what SQLite cuts off or cannot store: a NUL character or half of a surrogate pair. */
export function isOddText(text: string): boolean {
  return /[\0\p{Surrogate}]/u.test(text);
}

/** Thrown without a place; `parseJson` then finds it and says what is wrong. */
const MALFORMED = new Error("malformed JSON");
/** From so many keys on a set finds duplicates faster than a look at each. */
const MANY_KEYS = 24;

/** One pass over the text; stretches that stay as they are are copied as a whole. */
class Scanner {
  at = 0;
  readonly #text: string;
  readonly #keepDuplicates: boolean;
  #out = "";
  /** What stands before is in `#out` already. */
  #copied = 0;
  #odd = false;
  #exact = true;

  constructor(text: string, keepDuplicates: boolean) {
    this.#text = text;
    this.#keepDuplicates = keepDuplicates;
  }

  document(): Normalised {
    this.#space();
    this.#value(0);
    this.#space();
    if (this.at < this.#text.length) throw MALFORMED;
    const rest = this.#text.slice(this.#copied);
    return { text: this.#out === "" ? rest : this.#out + rest, odd: this.#odd, exact: this.#exact };
  }

  #space(): void {
    const start = this.at;
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
      this.at++;
    }
    if (this.at === start) return;
    this.#out += text.slice(this.#copied, start);
    this.#copied = this.at;
  }

  #value(depth: number): void {
    switch (this.#text.charCodeAt(this.at)) {
      case 123:
        return this.#object(depth + 1);
      case 91:
        return this.#array(depth + 1);
      case 34:
        this.#string();
        return;
      case 116:
        return this.#word("true");
      case 102:
        return this.#word("false");
      case 110:
        return this.#word("null");
      default:
        return this.#number();
    }
  }

  #object(depth: number): void {
    this.#open(depth);
    if (this.#closes(125)) return;
    const keys: string[] = [];
    let many: Set<string> | undefined;
    for (;;) {
      const [outBefore, copiedBefore, oddBefore, start] = [this.#out, this.#copied, this.#odd, this.at];
      if (keys.length > 0) this.at++;
      this.#space();
      if (this.#text.charCodeAt(this.at) !== 34) throw MALFORMED;
      const key = this.#string();
      const duplicate = many === undefined ? keys.includes(key) : many.has(key);
      this.#space();
      if (this.#text.charCodeAt(this.at) !== 58) throw MALFORMED;
      this.at++;
      this.#space();
      this.#value(depth);
      this.#space();
      if (!duplicate) {
        keys.push(key);
        if (many) many.add(key);
        else if (keys.length === MANY_KEYS) many = new Set(keys);
      } else {
        this.#exact = false;
        if (!this.#keepDuplicates) {
          this.#out = outBefore + this.#text.slice(copiedBefore, start);
          this.#copied = this.at;
          this.#odd = oddBefore;
        }
      }
      if (this.#closes(125)) return;
      if (this.#text.charCodeAt(this.at) !== 44) throw MALFORMED;
    }
  }

  #array(depth: number): void {
    this.#open(depth);
    if (this.#closes(93)) return;
    for (;;) {
      this.#space();
      this.#value(depth);
      this.#space();
      if (this.#closes(93)) return;
      if (this.#text.charCodeAt(this.at) !== 44) throw MALFORMED;
      this.at++;
    }
  }

  #open(depth: number): void {
    if (depth > MAX_JSON_DEPTH) throw MALFORMED;
    this.at++;
    this.#space();
  }

  #closes(code: number): boolean {
    if (this.#text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  #word(word: string): void {
    if (!this.#text.startsWith(word, this.at)) throw MALFORMED;
    this.at += word.length;
  }

  /** Gives the string as it is written now, quotes included: equal strings have equal texts. */
  #string(): string {
    const text = this.#text;
    const start = this.at;
    let at = start + 1;
    let minimal = true;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 34) break;
      if (code === 92) {
        if (!isShortEscape(text.charCodeAt(at + 1))) minimal = false;
        at += 2;
      } else if (code >= 32) {
        if (code >= 0xd800 && code <= 0xdfff) minimal = false;
        at++;
      } else throw MALFORMED; // a control character, or NaN at the end
    }
    this.at = at + 1;
    const written = text.slice(start, at + 1);
    return minimal ? written : this.#rewrite(start, written);
  }

  #rewrite(start: number, written: string): string {
    const value = decode(written);
    if (isOddText(value)) this.#odd = true;
    const minimal = JSON.stringify(value);
    if (minimal === written) return minimal;
    this.#out += this.#text.slice(this.#copied, start) + minimal;
    this.#copied = this.at;
    return minimal;
  }

  #number(): void {
    const text = this.#text;
    const start = this.at;
    let plain = true;
    if (text.charCodeAt(this.at) === 45) this.at++;
    if (text.charCodeAt(this.at) === 48) this.at++;
    else this.#digits();
    if (text.charCodeAt(this.at) === 46) {
      this.at++;
      this.#digits();
    }
    const code = text.charCodeAt(this.at);
    if (code === 101 || code === 69) {
      plain = false;
      this.at++;
      const sign = text.charCodeAt(this.at);
      if (sign === 43 || sign === 45) this.at++;
      this.#digits();
    }
    if (plain && this.at - start < 16) return;
    if (parseNumber(text.slice(start, this.at)) instanceof WideNumber) this.#odd = true;
  }

  #digits(): void {
    const start = this.at;
    for (;;) {
      const code = this.#text.charCodeAt(this.at);
      if (!(code >= 48 && code <= 57)) break;
      this.at++;
    }
    if (this.at === start) throw MALFORMED;
  }
}

/** `\"`, `\\`, `\b`, `\f`, `\n`, `\r`, `\t`: those that have no shorter way. */
function isShortEscape(code: number): boolean {
  return code === 34 || code === 92 || code === 98 || code === 102 || code === 110 || code === 114 || code === 116;
}

function decode(written: string): string {
  try {
    return JSON.parse(written) as string;
  } catch {
    throw MALFORMED;
  }
}
