import type { ColumnType } from "../../../protocol/results.ts";
import { fieldOf } from "../scope.ts";
import { describeKeyword } from "../words.ts";
import type { Context } from "./context.ts";
import type { Suggestion } from "./item.ts";

/** Behind an operand of a predicate: what it can be compared with, or how the predicate goes on. */
export function operatorSuggestions(context: Context): readonly Suggestion[] {
  const { before, query, snapshot } = context;
  const inPredicate =
    before.part?.expects === "predicate" && before.frames.every(({ call, indexed }) => call === undefined && !indexed);
  if (!inPredicate) return [];
  const { comparison, path } = before;
  if (comparison?.operator === "between") return [operator("and", "5-word")];
  if (comparison?.operator === "not") return NEGATABLE.map((name) => operator(name, "1-value"));
  const joints = [operator("and", "5-word"), operator("or", "5-word")];
  if (comparison) return joints;
  const type =
    query && before.clause && path.length > 0 ? fieldOf(snapshot, query, before.clause, path)?.type : undefined;
  return [...operatorsFor(type).map((name) => operator(name, "1-value")), ...joints];
}

function operatorsFor(type: ColumnType | undefined): readonly string[] {
  switch (type) {
    case "string":
      return [...EQUALITY, ...TEXT, ...LISTS, "<", "<=", ">", ">="];
    case "integer":
    case "number":
    case "time":
      return [...EQUALITY, "<", "<=", ">", ">=", "between", ...LISTS, "not between"];
    case "boolean":
      return [...EQUALITY, "is null", "is not null"];
    case "json":
    case "mixed":
    case undefined:
      return [...EQUALITY, "<", "<=", ">", ">=", ...TEXT, "between", ...LISTS];
  }
}

const EQUALITY = ["=", "!="];
const TEXT = ["contains", "icontains", "startswith", "endswith", "matches"];
const LISTS = ["in", "not in", "is null", "is not null"];
const NEGATABLE = ["in", "between", ...TEXT];

function operator(label: string, rank: Suggestion["rank"]): Suggestion {
  const isList = label.endsWith("in");
  return {
    label,
    kind: "operator",
    insert: isList ? `${label} (\${1})` : label.endsWith("null") ? label : `${label} `,
    rank,
    ...(isList ? { snippet: true as const } : {}),
    ...(label.endsWith("null") ? {} : { suggestsNext: true as const }),
    ...describeKeyword(label.replace(/^not /, "").split(" ")[0] ?? label),
  };
}
