import { children } from "../../server/src/syntax/children.ts";
import type { Node } from "../../server/src/syntax/children.ts";

const HIDDEN: ReadonlySet<string> = new Set(["kind", "span", "keyword", "from", "operatorSpan", "comments"]);

/** A tree as lines, one a node: its kind, its plain properties, and at the leaves the text it stands for. */
export function outline(node: Node, text: string, depth = 0): string {
  const below = children(node);
  const properties = Object.entries(node).flatMap(([key, value]) => {
    if (HIDDEN.has(key)) return [];
    if (key === "title" && value) return [`title=${JSON.stringify((value as { text: string }).text)}`];
    if (key === "pipe" && value) return ["pipe"];
    return typeof value === "object" || value === undefined ? [] : [`${key}=${JSON.stringify(value)}`];
  });
  const written = below.length === 0 ? [`⟦${text.slice(node.span.start, node.span.end).replaceAll("\n", "⏎")}⟧`] : [];
  const head = `${"  ".repeat(depth)}${[node.kind, ...properties, ...written].join(" ")}`;
  return [head, ...below.map((child) => outline(child, text, depth + 1))].join("\n");
}
