/** An element of a page; texts among its children are texts and never markup. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
}

export type Node = Element | string;

export function element(tag: string, attributes: Element["attributes"], ...children: readonly Node[]): Element {
  return { tag, attributes, children };
}

const VOID = new Set(["meta", "br", "hr"]);

/** The one place where a page becomes a string: every text and attribute is escaped here. */
export function printHtml(node: Node): string {
  if (typeof node === "string") return escaped(node);
  const { tag, attributes, children } = node;
  const named = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const open = `<${tag}${named.join("")}>`;
  if (VOID.has(tag)) return open;
  // The browser takes what stands in a sheet as it is; there is but the one of ours.
  const inner =
    tag === "style" ? children.filter((child) => typeof child === "string").join("") : children.map(printHtml).join("");
  return `${open}${inner}</${tag}>`;
}

function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Control characters and those that turn the direction of writing are spelled out. */
function visible(text: string): string {
  return text.replaceAll(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;
