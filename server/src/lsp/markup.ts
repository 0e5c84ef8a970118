import type { MarkupContent } from "vscode-languageserver";
import type { Block, Prose } from "../language/prose.ts";

/** Prose as LSP shows it. Only blocks that are ours are Markdown; all else is escaped, so event text makes no link and no image. */
export function markupOf(prose: Prose): MarkupContent {
  return { kind: "markdown", value: prose.map(blockText).join("\n\n") };
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "markdown":
      return block.text;
    case "code":
      return fenced(visible(block.text), block.language ?? "");
    case "plain":
      return escaped(visible(block.text));
  }
}

/** The fence is longer than any run of backticks inside, so the text cannot close it. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function escaped(text: string): string {
  return text
    .replace(/[!-/:-@[-`{-~]/g, (mark) => (mark === "<" ? "&lt;" : mark === "&" ? "&amp;" : `\\${mark}`))
    .replace(/\r?\n|\r/g, "  \n");
}

/** Control and bidirectional formatting characters become a visible sign, and long text is cut. */
function visible(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return cut.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    "\ufffd",
  );
}

const MAX_TEXT = 2000;
