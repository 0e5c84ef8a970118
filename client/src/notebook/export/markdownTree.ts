import { element, type Element, type Node } from "./htmlTree.ts";

/** The Markdown that cells of text use most: headings, paragraphs, lists, code, emphasis. Whatever else is shown as it is written. */
export function markdownTree(text: string): readonly Element[] {
  const elements: Element[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length;) {
    const [block, next] = blockAt(lines, at);
    if (block) elements.push(block);
    at = next;
  }
  return elements;
}

function blockAt(lines: readonly string[], at: number): readonly [Element | undefined, number] {
  const line = lines[at] ?? "";
  if (line.trim() === "") return [undefined, at + 1];
  const fence = /^(`{3,}|~{3,})/.exec(line)?.[1];
  if (fence !== undefined) {
    const end = until(lines, at + 1, (other) => other.startsWith(fence));
    return [element("pre", {}, element("code", {}, lines.slice(at + 1, end).join("\n"))), end + 1];
  }
  const [, marks, heading] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line) ?? [];
  // The page's own heading is the first level.
  if (marks !== undefined) return [element(`h${Math.min(6, marks.length + 1)}`, {}, ...inline(heading ?? "")), at + 1];
  const bullet = [/^\s*[-*+]\s+/, /^\s*\d+[.)]\s+/].find((pattern) => pattern.test(line));
  if (bullet) {
    const end = until(lines, at, (other) => !bullet.test(other));
    const items = lines.slice(at, end).map((item) => element("li", {}, ...inline(item.replace(bullet, ""))));
    return [element(bullet.source.includes("\\d") ? "ol" : "ul", {}, ...items), end];
  }
  const end = until(lines, at + 1, (other) => other.trim() === "" || /^(#{1,6}\s|```|~~~|\s*[-*+]\s)/.test(other));
  return [element("p", {}, ...inline(lines.slice(at, end).join("\n"))), end];
}

function until(lines: readonly string[], from: number, stops: (line: string) => boolean): number {
  const found = lines.slice(from).findIndex(stops);
  return found < 0 ? lines.length : from + found;
}

function inline(text: string): readonly Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const match of text.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g)) {
    const [whole, code, strong, emphasis] = match;
    nodes.push(text.slice(at, match.index));
    if (code !== undefined) nodes.push(element("code", {}, code));
    else if (strong !== undefined) nodes.push(element("strong", {}, strong));
    else nodes.push(element("em", {}, emphasis ?? ""));
    at = match.index + whole.length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== "");
}
