import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { checkout } from "../host/checkout.ts";

/** A piece of text and the scope that decides its colour: the innermost one without `source.evq` and `.evq`. */
export interface Coloured {
  readonly text: string;
  readonly scope: string;
  readonly scopes: readonly string[];
}

/** Loads syntaxes/evq.tmLanguage.json with the engine that VS Code itself uses. */
export async function loadGrammar(): Promise<IGrammar> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const path = join(checkout, "syntaxes/evq.tmLanguage.json");
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(readFileSync(path, "utf8"), path)),
  });
  const grammar = await registry.loadGrammar("source.evq");
  if (!grammar) throw new Error("the grammar did not load");
  return grammar;
}

/** Tokens of a text, line by line, without white space. */
export function colour(grammar: IGrammar, text: string): readonly Coloured[] {
  let state = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes }))
      .filter(({ text }) => text.trim() !== "")
      .map(({ text, scopes }) => ({ text, scopes, scope: scopes.at(-1)!.replace(/\.evq$/, "") }));
  });
}
