import { written } from "../names.ts";
import { markdown } from "../prose.ts";
import { fieldsAt, writtenField } from "../scope.ts";
import type { ScopeField } from "../scope.ts";
import type { Context } from "./context.ts";
import type { Suggestion } from "./item.ts";

/** Fields of the sources, and columns that exist by then. */
export function fieldSuggestions({ snapshot, query, before }: Context): readonly Suggestion[] {
  if (!query || before.clause === undefined || before.clause === "param" || before.clause === "let") return [];
  return fieldsAt(snapshot, query, before.clause).map((field) => suggestion(field));
}

function suggestion({ name, type, description, origin, field }: ScopeField): Suggestion {
  const isColumnText = origin === "column" && /[^\w-]/.test(name);
  return {
    label: name,
    kind: origin === "column" ? "column" : "field",
    insert: isColumnText ? name : written(name, "head"),
    rank: origin === "native" ? "4-native" : "3-field",
    detail: [type, origin === "native" && field ? `= ${writtenField(field)}` : undefined]
      .filter((part) => part !== undefined)
      .join(" "),
    documentation: [markdown(description)],
  };
}
