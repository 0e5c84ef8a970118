import { base64 } from "../../base/base64.ts";
import { EvqError } from "../../base/failure.ts";

/** A text this short would be found everywhere, and is no secret. */
const SHORTEST = 4;
const HIDDEN = "•••";
/** Stands where what a system said is too long to be told. */
const CUT = "…";

/** A text without the beginning of a secret that was left where the text was cut. */
function withoutCut(text: string, secret: string): string {
  if (!text.includes(CUT)) return text;
  for (let length = secret.length - 1; length >= SHORTEST; length--)
    text = text.replaceAll(secret.slice(0, length) + CUT, HIDDEN + CUT);
  return text;
}

/** The secrets of one connection as they came up, each with the origin it may be sent to: so none is told, or sent elsewhere. */
export class Redactor {
  readonly #forms = new Map<string, string>();

  add(secret: string, origin: string): void {
    if (secret.length < SHORTEST) return;
    const inJson = JSON.stringify(secret).slice(1, -1);
    for (const form of [secret, encodeURIComponent(secret), inJson, base64(secret)]) this.#forms.set(form, origin);
  }

  /** A text with every secret in it hidden, however it is written there. */
  clean(text: string): string {
    // The longest first, so that of a secret that begins like another nothing is left.
    const forms = [...this.#forms.keys()].sort((a, b) => b.length - a.length);
    return forms.reduce((clean, form) => withoutCut(clean.replaceAll(form, HIDDEN), form), text);
  }

  /** What is thrown on, with its message and way out clean; its cause, which may repeat them, is dropped. */
  cleanError(thrown: unknown): unknown {
    if (thrown instanceof EvqError) {
      const { code, message, wayOut } = thrown;
      return new EvqError(code, this.clean(message), wayOut && { ...wayOut, text: this.clean(wayOut.text) });
    }
    if (!(thrown instanceof Error)) return thrown;
    const error = new Error(this.clean(thrown.message));
    if (thrown.stack !== undefined) error.stack = this.clean(thrown.stack);
    return error;
  }

  /** Whether a text holds a secret that is bound to another origin than this. */
  leaks(text: string, origin: string): boolean {
    return [...this.#forms].some(([form, bound]) => bound !== origin && text.includes(form));
  }
}
