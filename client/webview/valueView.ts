import { html, nothing, type TemplateResult } from "lit";
import type { WireValue } from "../../server/protocol/results.ts";
import { valueText, visible } from "./cellText.ts";
import { jsonTree, type JsonMember, type JsonNode } from "./jsonTree.ts";
import { plural } from "./plural.ts";
import { prettyJson } from "./prettyJson.ts";

/** Far more than this is not shown: a screen is not the place for it. */
const MAX_TEXT = 1_000_000;
/** Levels that are open at first. */
const OPEN_DEPTH = 3;

/** A value, whole: JSON as a tree whose branches open and close, everything else as text. */
export function valueView(value: WireValue | undefined): TemplateResult {
  const { kind, text } = valueText(value);
  const more = text.length - MAX_TEXT;
  const cut = more > 0 ? `${text.slice(0, MAX_TEXT)}\n… (${more.toLocaleString("en-US")} more characters)` : text;
  if (kind !== "json") return html`<span class="text ${kind}">${visible(cut)}</span>`;
  const tree = more > 0 ? undefined : jsonTree(cut);
  if (tree) return html`<div class="tree">${node(tree, undefined, 0)}</div>`;
  const printed = prettyJson(cut).map((token) => token.text);
  return html`<span class="text">${visible(printed.join(""))}</span>`;
}

function node(value: JsonNode, key: string | undefined, depth: number): TemplateResult {
  const name = key === undefined ? nothing : html`<span class="key">${visible(key)}</span>: `;
  if (value.kind === "leaf") {
    return html`<div class="leaf">${name}<span class=${value.look}>${visible(value.text)}</span></div>`;
  }
  const { list, members } = value;
  const size = plural(members.length, list ? "item" : "key");
  if (members.length === 0) return html`<div class="leaf">${name}${list ? "[]" : "{}"}</div>`;
  return html`<details ?open=${depth < OPEN_DEPTH}>
    <summary>${name}${list ? "[" : "{"} <span class="size">${size}</span> ${list ? "]" : "}"}</summary>
    <div class="members">${members.map((member) => memberNode(member, depth + 1))}</div>
  </details>`;
}

function memberNode({ key, value }: JsonMember, depth: number): TemplateResult {
  return node(value, key, depth);
}
