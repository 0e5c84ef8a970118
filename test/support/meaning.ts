import type { Expression } from "../../server/src/syntax/ast.ts";

const ORDER =
  "during since where dedupe collapse reduce having order limit offset latest fetch select diff compare into expect".split(
    " ",
  );
const PLACES: ReadonlySet<string> = new Set([
  "span",
  "keyword",
  "pipe",
  "operatorSpan",
  "from",
  "comments",
  "raw",
  "written",
]);

/**
 * What a tree says, without how it is written: no places, comments and brackets, chains of `and` and `or` as lists,
 * clauses in one order, names of functions in lower case. Trees that mean the same are deeply equal.
 */
export function meaning(node: unknown): unknown {
  if (Array.isArray(node)) {
    const items = node.map(meaning);
    return isClauses(node) ? items.sort((a, b) => rank(a) - rank(b)) : items;
  }
  if (typeof node !== "object" || node === null) return node;
  const { kind } = node as { kind?: string };
  if (kind === "parenthesised") return meaning((node as { inner: Expression }).inner);
  if (kind === "logical")
    return {
      kind,
      operator: (node as { operator: string }).operator,
      operands: operands(node as Expression, (node as { operator: string }).operator).map(meaning),
    };
  if (kind === "call") {
    const { name, arguments: args } = node as unknown as { name: { text: string }; arguments: readonly unknown[] };
    return { kind, name: name.text.toLowerCase(), arguments: args.map(meaning) };
  }
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) =>
      PLACES.has(key) || value === undefined ? [] : [[key, meaning(value)]],
    ),
  );
}

function operands(node: Expression, operator: string): Expression[] {
  if (node.kind === "parenthesised") return operands(node.inner, operator);
  if (node.kind !== "logical" || node.operator !== operator) return [node];
  return [...operands(node.left, operator), ...operands(node.right, operator)];
}

function isClauses(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every((item) => rank(item) >= 0);
}

function rank(clause: unknown): number {
  return ORDER.indexOf((clause as { kind?: string } | null)?.kind ?? "");
}
