import type { Context } from "./context.ts";
import { fieldSuggestions } from "./fields.ts";
import { functionSuggestions } from "./functions.ts";
import type { FunctionGroup } from "./functions.ts";
import type { Expected } from "./grammar.ts";
import type { Suggestion } from "./item.ts";
import { durations, times, units, valuesFor } from "./literals.ts";
import { namedValueSuggestions } from "./namedValues.ts";

/** What an expression can begin with where an operand must come. */
export function expressionSuggestions(context: Context): readonly Suggestion[] {
  const { before } = context;
  const frame = before.frames.at(-1);
  if (frame?.indexed) return [];
  if (frame?.call !== undefined) return argumentSuggestions(context, frame.call, frame.argument);
  const { comparison } = before;
  if (comparison?.operator === "is") return [word("null"), word("not null")];
  if (comparison) {
    return [
      ...valuesFor(context, comparison),
      ...namedValueSuggestions(context),
      ...fieldSuggestions(context),
      ...functionSuggestions(["time"]),
    ];
  }
  return expected(context, before.part?.expects);
}

function expected(context: Context, expects: Expected | undefined): readonly Suggestion[] {
  const named = (): readonly Suggestion[] => namedValueSuggestions(context);
  const fields = (): readonly Suggestion[] => fieldSuggestions(context);
  switch (expects) {
    case "predicate":
      return [...fields(), ...named(), word("not"), word("exists"), ...functions("change")];
    case "field":
      return fields();
    case "aggregate":
      return functions("aggregate");
    case "group":
      return [...fields(), ...functions("bin")];
    case "column":
      return [...fields(), ...functions("change", "bin")];
    case "value":
      return [...named(), ...times, ...durations, word("true"), word("false"), ...functions("time")];
    case "duration":
      return [...durations, ...named()];
    case "period":
      return [...times, ...named(), ...functions("time")];
    case "count":
      return named();
    case "query-name":
      return [...named(), ...times];
    default:
      return [];
  }
}

function argumentSuggestions(context: Context, call: string, argument: number): readonly Suggestion[] {
  if (call === "ago" || (call === "bin" && argument === 1)) return [...durations, ...namedValueSuggestions(context)];
  if ((call === "startof" || call === "endof") && argument === 0) return units;
  if (call === "percentile" && argument === 1) return namedValueSuggestions(context);
  return [
    ...fieldSuggestions(context),
    ...namedValueSuggestions(context),
    ...functions(...(call === "bin" || argument > 0 ? (["time"] as const) : [])),
  ];
}

function functions(...groups: readonly FunctionGroup[]): readonly Suggestion[] {
  return functionSuggestions(groups);
}

function word(label: string): Suggestion {
  return { label, kind: "keyword", insert: label, rank: "5-word" };
}
