import { isPlainName, isWord } from "../syntax/lex.ts";

/** A name as it must be written: in backticks when it is no word, or a reserved one at the head of a path. */
export function written(name: string, place: "head" | "after-dot"): string {
  const isPlain = place === "head" ? isPlainName(name) : isWord(name);
  return isPlain ? name : `\`${name.replaceAll("`", "``")}\``;
}

/** A step of a JSON path behind what it is a step of: `.key`, `["odd key"]`, `[0]`. */
export function writtenStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return isWord(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
