import leven from "leven";
import type { Expression, Path } from "../../syntax/ast.ts";
import { printExpression } from "../../syntax/print.ts";
import type { FieldRef } from "../query.ts";

const NOWHERE = { start: 0, end: 0 };

/** The formatted text of an expression. */
export function textOf(node: Expression): string {
  return printExpression(node);
}

/** What a column is called that has no name of its own: a name by itself, everything else by its formatted text. */
export function defaultName(node: Expression): string {
  if (node.kind === "parenthesised") return defaultName(node.inner);
  return node.kind === "path" && node.steps.length === 0 ? node.head.text : textOf(node);
}

/** The node of a field. */
export function pathOf({ column, path }: FieldRef): Path {
  return {
    kind: "path",
    span: NOWHERE,
    head: { kind: "name", span: NOWHERE, text: column },
    steps: path.map((step) =>
      typeof step === "number"
        ? { kind: "index", span: NOWHERE, index: step }
        : { kind: "key", span: NOWHERE, text: step },
    ),
  };
}

/** A field as it is written in a query: `payload.items[0].sku`. */
export function writtenField(field: FieldRef): string {
  return textOf(pathOf(field));
}

/** A name as it is written at the head of a path. */
export function writtenName(name: string): string {
  return writtenField({ column: name, path: [] });
}

/** The candidate that a misspelt name most likely means; undefined when none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(lower.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (Math.abs(other.length - lower.length) >= least || (isTooShort(lower, other) && other !== lower)) continue;
    const distance = other.replaceAll("_", "") === lower.replaceAll("_", "") ? 0 : leven(other, lower);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Of names of one or two letters every other one is near. */
function isTooShort(a: string, b: string): boolean {
  return Math.min(a.length, b.length) < 2 || Math.max(a.length, b.length) < 3;
}

/** Names for a sentence: `a, b or c`, cut short when there are many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `\`${name}\``);
  if (names.length > 8) return `${shown.join(", ")} and ${names.length - 8} more`;
  const last = shown.pop() ?? "";
  return shown.length > 0 ? `${shown.join(", ")} or ${last}` : last;
}
