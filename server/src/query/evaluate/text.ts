import { RE2JS } from "re2js";
import { Json, valueOf } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { TextOperator } from "../query.ts";
import { holds } from "./relation.ts";

/** Makes the test `left operator right` for a fixed right side; sides of other types than the operator is for give false. */
export function textTest(operator: TextOperator, right: Value): (left: Value) => boolean {
  switch (operator) {
    case "contains":
      return (left) => contains(left, right);
    case "icontains": {
      const folded = typeof right === "string" ? foldedSearch(right) : undefined;
      const equal = typeof right === "string" ? foldedSearch(right, true) : undefined;
      return (left) => foldedContains(left, right, folded, equal);
    }
    case "startswith":
      return (left) => typeof left === "string" && typeof right === "string" && left.startsWith(right);
    case "endswith":
      return (left) => typeof left === "string" && typeof right === "string" && left.endsWith(right);
    case "matches": {
      const pattern = typeof right === "string" ? compilePattern(right) : undefined;
      return (left) => typeof left === "string" && pattern !== undefined && pattern.matcher(left).find();
    }
  }
}

/** A pattern in RE2 syntax, matched in linear time; undefined when it is not well formed. */
export function compilePattern(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

/** Substring on text, membership on arrays, substring of the compact JSON text on objects. */
function contains(left: Value, right: Value): boolean {
  if (typeof left === "string") return typeof right === "string" && left.includes(right);
  if (!(left instanceof Json)) return false;
  if (Array.isArray(left.tree)) return left.tree.some((item) => holds("eq", valueOf(item), right));
  return typeof right === "string" && left.text.includes(right);
}

function foldedContains(left: Value, right: Value, folded: RegExp | undefined, equal: RegExp | undefined): boolean {
  if (typeof left === "string") return folded?.test(left) ?? false;
  if (!(left instanceof Json)) return false;
  if (Array.isArray(left.tree)) {
    return left.tree.some((item) =>
      typeof item === "string" && equal ? equal.test(item) : holds("eq", valueOf(item), right),
    );
  }
  return folded?.test(left.text) ?? false;
}

/** A search for a fixed text under simple Unicode case folding: what the flags `iu` mean in ECMAScript (22.2.2.7.3). */
export function foldedSearch(text: string, whole = false): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return new RegExp(whole ? `^(?:${literal})$` : literal, "iu");
}
