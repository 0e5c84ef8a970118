import type { PathStep } from "../../base/value.ts";
import type { KnownPath } from "../../query/catalog.ts";
import { fieldsAt, knownPaths } from "../scope.ts";
import { written } from "../names.ts";
import { code } from "../prose.ts";
import type { Context } from "./context.ts";
import type { Suggestion } from "./item.ts";

/** Behind a dot: the next step of the JSON paths that are known below what stands there. */
export function pathSuggestions({ snapshot, query, before }: Context): readonly Suggestion[] {
  if (!query || before.clause === undefined || before.clause === "param" || before.clause === "let") return [];
  const [head, ...steps] = before.path;
  const field = fieldsAt(snapshot, query, before.clause).find(({ name }) => name === head)?.field;
  const column = field?.column ?? head;
  const prefix = [...(field?.path ?? []), ...steps];
  const found = new Map<string, Suggestion>();
  for (const path of knownPaths(snapshot, query)) {
    const next = path.field.column === column ? stepAfter(path, prefix) : undefined;
    if (next === undefined) continue;
    const isWhole = path.field.path.length === prefix.length + 1;
    if (!found.has(next) || isWhole) found.set(next, step(next, isWhole ? path : undefined));
  }
  return [...found.values()];
}

function stepAfter({ field }: KnownPath, prefix: readonly PathStep[]): string | undefined {
  if (!prefix.every((step, at) => field.path[at] === step)) return undefined;
  const next = field.path[prefix.length];
  return typeof next === "string" ? next : undefined;
}

/** A key that is no plain name is written in backticks behind the dot. */
function step(name: string, path: KnownPath | undefined): Suggestion {
  return {
    label: name,
    kind: "field",
    insert: written(name, "after-dot"),
    rank: "3-field",
    detail: path?.type ?? "json",
    ...(path?.example === undefined ? {} : { documentation: [code(path.example, "json")] }),
  };
}
