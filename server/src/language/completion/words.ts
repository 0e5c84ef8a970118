import { describeKeyword } from "../words.ts";
import type { Context } from "./context.ts";
import type { Suggestion } from "./item.ts";

/** The words of a clause that may stand at the cursor: those that must come, or those that may go on behind an operand. */
export function wordSuggestions({ before }: Context): readonly Suggestion[] {
  const { part, state, frames, partName } = before;
  if (!part || frames.length > 0) return [];
  if (state === "operator") return (part.next ?? []).map(word);
  if (Array.isArray(part.expects)) return (part.expects as readonly string[]).map(word);
  if (part.expects === "period" && partName === "") return [word("last")];
  if (part.expects === "query-name") return [word("previous")];
  if (part.expects === "type") return TYPES.map(type);
  return [];
}

function word(label: string): Suggestion {
  return { label, kind: "keyword", insert: label, rank: "5-word", ...describeKeyword(label) };
}

const TYPES = ["string", "number", "boolean", "time", "duration"].flatMap((name) => [name, `${name}[]`]);

function type(label: string): Suggestion {
  return { label, kind: "type", insert: label, rank: label.endsWith("[]") ? "3-field" : "2-name" };
}
