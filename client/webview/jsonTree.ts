import { prettyJson, type JsonToken } from "./prettyJson.ts";

/** A JSON value for showing: a number or word is its own text, so no digit is lost. */
export type JsonNode =
  | { readonly kind: "leaf"; readonly look: Exclude<JsonToken["kind"], "key" | "punctuation">; readonly text: string }
  | { readonly kind: "branch"; readonly list: boolean; readonly members: readonly JsonMember[] };

export interface JsonMember {
  /** As written, with its quotes; absent in a list. */
  readonly key?: string;
  readonly value: JsonNode;
}

/** Reads compact JSON as a tree; undefined where it is none, or has more parts than anyone opens one by one. */
export function jsonTree(compact: string, maxTokens = 20_000): JsonNode | undefined {
  const tokens = prettyJson(compact);
  if (tokens.length > maxTokens) return undefined;
  const reader = new Reader(tokens);
  const node = reader.value(0);
  return node && reader.isDone ? node : undefined;
}

/** Deeper than this it is shown as text. */
const MAX_DEPTH = 100;

class Reader {
  readonly #tokens: readonly JsonToken[];
  #at = 0;

  constructor(tokens: readonly JsonToken[]) {
    this.#tokens = tokens;
  }

  get isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  value(depth: number): JsonNode | undefined {
    const token = this.#tokens[this.#at];
    if (!token || token.kind === "key" || depth > MAX_DEPTH) return undefined;
    this.#at++;
    if (token.kind !== "punctuation") return { kind: "leaf", look: token.kind, text: token.text };
    const mark = token.text.trim();
    if (mark === "{}" || mark === "[]") return { kind: "branch", list: mark === "[]", members: [] };
    return mark === "{" || mark === "[" ? this.#branch(mark === "[", depth) : undefined;
  }

  #branch(list: boolean, depth: number): JsonNode | undefined {
    const members: JsonMember[] = [];
    for (;;) {
      const key = list ? undefined : this.#key();
      if (!list && key === undefined) return undefined;
      const value = this.value(depth + 1);
      if (!value) return undefined;
      members.push(key === undefined ? { value } : { key, value });
      const mark = this.#mark();
      if (mark === (list ? "]" : "}")) return { kind: "branch", list, members };
      if (mark !== ",") return undefined;
    }
  }

  #key(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "key") return undefined;
    this.#at++;
    return this.#mark() === ":" ? token.text : undefined;
  }

  #mark(): string | undefined {
    const token = this.#tokens[this.#at++];
    return token?.kind === "punctuation" ? token.text.trim() : undefined;
  }
}
