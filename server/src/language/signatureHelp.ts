import { wordsFor } from "../syntax/vocabulary.ts";
import type { Word } from "../syntax/vocabulary.ts";
import { scan } from "./completion/scan.ts";
import { tokensBefore } from "./completion/tokens.ts";
import type { Snapshot } from "./snapshot.ts";

/** How a function is called, and which of its arguments is being written. */
export interface Signature {
  /** As it is written, for example `percentile(f, n)`. */
  readonly label: string;
  readonly description: string;
  /** Where each argument stands in the label. */
  readonly parameters: readonly (readonly [start: number, end: number])[];
  /** From 0; the last one when more are written than there are. */
  readonly active: number;
}

/** The call that is open at an offset; of nested calls the innermost. */
export function signatureHelp(snapshot: Snapshot, offset: number): Signature | undefined {
  const tokens = tokensBefore(snapshot, offset);
  const last = tokens.at(-1);
  if (last?.kind === "comment" && (offset < last.span.end || !last.closed || last.text.startsWith("//")))
    return undefined;
  const whole = last && last.kind === "symbol" && last.span.end > offset ? tokens.slice(0, -1) : tokens;
  const call = scan(whole).frames.findLast((frame) => frame.call !== undefined);
  const word = call?.call === undefined ? undefined : functionNamed(call.call);
  if (!call || !word) return undefined;
  const parameters = argumentsOf(word.signature);
  return {
    label: word.signature,
    description: word.description,
    parameters,
    active: Math.max(0, Math.min(call.argument, parameters.length - 1)),
  };
}

function functionNamed(name: string): Word | undefined {
  return wordsFor(name).find(({ kind }) => kind === "aggregate" || kind === "function");
}

/** `count([f])` has one argument, `[f]`; `now()` has none. */
function argumentsOf(signature: string): readonly (readonly [number, number])[] {
  const open = signature.indexOf("(") + 1;
  const inside = signature.slice(open, signature.lastIndexOf(")"));
  return [...inside.matchAll(/[^,\s]+/g)].map(({ 0: written, index }) => [open + index, open + index + written.length]);
}
