import type { CodeLens } from "vscode";
import type { Parameters } from "./parameters.ts";

/** Writes the remembered values into the lenses that name a query's parameters. */
export function withValues(
  lenses: readonly CodeLens[],
  uri: string,
  parameters: Pick<Parameters, "shown">,
): readonly CodeLens[] {
  for (const { command } of lenses) {
    if (command?.command !== "evq.changeParameters") continue;
    const names: unknown = command.arguments?.[2];
    if (!Array.isArray(names)) continue;
    command.title = names.map((name) => lensText(String(name), parameters.shown(uri, String(name)))).join(", ");
    command.tooltip = "Change the values that this query is run with";
  }
  return lenses;
}

function lensText(name: string, value: string | undefined): string {
  if (value === undefined) return `$${name}`;
  const line = value.replace(/\s+/g, " ");
  const short = line.length > 30 ? `${line.slice(0, 29)}…` : line;
  // `$(name)` would be drawn as an icon.
  return `$${name} = ${short.replaceAll("$(", "\\$(")}`;
}
