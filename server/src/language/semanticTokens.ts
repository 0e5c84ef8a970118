import type { Span } from "../base/span.ts";
import type { Reference } from "../query/bind.ts";
import type { Snapshot } from "./snapshot.ts";

/** In the order of the legend; the names are LSP's standard ones, so every colour theme knows them. */
export const TOKEN_TYPES = ["property", "variable", "parameter", "function", "namespace", "class"] as const;
export const TOKEN_MODIFIERS = ["declaration", "readonly", "defaultLibrary"] as const;

export interface SemanticToken {
  readonly span: Span;
  readonly type: (typeof TOKEN_TYPES)[number];
  readonly modifiers: readonly (typeof TOKEN_MODIFIERS)[number][];
}

/** What the names in a text stand for, which the grammar of the editor cannot see; in text order, never overlapping. */
export function semanticTokens({ bound }: Snapshot): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  let end = 0;
  for (const reference of [...bound.references].sort((a, b) => a.span.start - b.span.start)) {
    const { span } = reference;
    if (span.start < end || span.end <= span.start) continue;
    tokens.push({ span, type: typeOf(reference), modifiers: modifiersOf(reference) });
    end = span.end;
  }
  return tokens;
}

function typeOf({ kind }: Reference): SemanticToken["type"] {
  switch (kind) {
    case "field":
      return "property";
    case "column":
    case "let":
      return "variable";
    case "parameter":
      return "parameter";
    case "function":
      return "function";
    case "connection":
      return "namespace";
    case "log":
      return "class";
  }
}

function modifiersOf({ kind, defines }: Reference): SemanticToken["modifiers"] {
  if (kind === "function") return ["defaultLibrary"];
  const declaration = defines === true ? (["declaration"] as const) : [];
  return kind === "let" || kind === "parameter" ? [...declaration, "readonly"] : declaration;
}
