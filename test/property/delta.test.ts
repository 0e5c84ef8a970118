import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../server/src/base/json.ts";
import type { JsonTree } from "../../server/src/base/json.ts";
import { deltaOf } from "../../server/src/query/evaluate/delta.ts";
import type { Delta } from "../../server/src/query/evaluate/delta.ts";
import { jsonScalars } from "../support/arbitraries.ts";

const keys = fc.constantFrom("a", "b", "id", "__proto__", "odd key");
const trees: Arbitrary<JsonTree> = fc.letrec<{ tree: JsonTree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    { weight: 2, arbitrary: jsonScalars },
    { weight: 2, arbitrary: fc.array(tie("tree"), { maxLength: 5 }) },
    { weight: 2, arbitrary: fc.array(fc.tuple(keys, tie("tree")), { maxLength: 4 }).map((list) => new Map(list)) },
  ),
})).tree;

/** One side of a delta, put together again from its parts alone. */
function side(delta: Delta, which: "before" | "after"): JsonTree | undefined {
  const place = which === "before" ? "from" : "to";
  switch (delta.kind) {
    case "unchanged":
      return delta.value;
    case "added":
      return which === "after" ? delta.after : undefined;
    case "removed":
      return which === "before" ? delta.before : undefined;
    case "changed":
      return delta[which];
    case "object": {
      const members = delta.members.map(([key, member]) => [key, side(member, which)] as const);
      return new Map(members.filter((member): member is [string, JsonTree] => member[1] !== undefined));
    }
    case "array": {
      const there = delta.elements.filter((element) => element[place] !== undefined);
      const list: JsonTree[] = [];
      for (const element of there) list[element[place]!] = side(element.delta, which)!;
      return list;
    }
  }
}

test("before and after can be read from a delta, and it is unchanged exactly when they are equal", () => {
  const check = (before: JsonTree, after: JsonTree) => {
    const delta = deltaOf(before, after);
    expect(canonicalJson(side(delta, "before")!)).toBe(canonicalJson(before));
    expect(canonicalJson(side(delta, "after")!)).toBe(canonicalJson(after));
    expect(delta.kind === "unchanged").toBe(canonicalJson(before) === canonicalJson(after));
  };
  fc.assert(fc.property(trees, trees, check), { numRuns: 3000, interruptAfterTimeLimit: 5000 });
});
