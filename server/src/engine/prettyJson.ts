import { printJson } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";

/**
 * JSON over several lines for people, exact to the last digit. Members come in the order that they have in `like`, where
 * they are there too, so that two versions of a value can be laid side by side.
 */
export function prettyJson(tree: JsonTree, like?: JsonTree): string {
  return print(tree, like, "");
}

function print(tree: JsonTree, like: JsonTree | undefined, indent: string): string {
  const inner = `${indent}  `;
  if (tree instanceof Map && tree.size > 0) {
    const model: ReadonlyMap<string, JsonTree> = like instanceof Map ? like : new Map();
    const members = tree as ReadonlyMap<string, JsonTree>;
    const keys = [...model.keys()].filter((key) => members.has(key));
    const lines = [...new Set([...keys, ...members.keys()])].map(
      (key) => `${inner}${JSON.stringify(key)}: ${print(members.get(key) ?? null, model.get(key), inner)}`,
    );
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  if (Array.isArray(tree) && tree.length > 0) {
    const models: readonly JsonTree[] = Array.isArray(like) ? like : [];
    const items = (tree as readonly JsonTree[]).map((item, i) => inner + print(item, models[i], inner));
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  return printJson(tree);
}
