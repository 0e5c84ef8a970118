import { describe, expect, it } from "vitest";
import { parseJson, printJson } from "../../../../server/src/base/json.ts";
import { deltaOf } from "../../../../server/src/query/evaluate/delta.ts";
import { fieldChanges } from "../../../../server/src/query/evaluate/fieldChanges.ts";

/** The list of changes, one a line: `kind path (from) before → after`. */
function changes(before: string, after: string): readonly string[] {
  const text = (tree: Parameters<typeof printJson>[0] | undefined) => (tree === undefined ? "-" : printJson(tree));
  return fieldChanges(deltaOf(parseJson(before), parseJson(after))).map(({ kind, path, from, ...sides }) =>
    kind === "moved" ? `moved ${path} from ${from}` : `${kind} ${path} ${text(sides.before)} → ${text(sides.after)}`,
  );
}

describe("fields of an object", () => {
  it("are added, removed, changed or unchanged, down to the last member", () => {
    expect(changes('{"a":1,"b":{"c":2,"d":[]},"gone":null}', '{"a":1,"b":{"c":3,"d":[]},"new":"x"}')).toEqual([
      "unchanged a 1 → 1",
      "changed b.c 2 → 3",
      "unchanged b.d [] → []",
      'added new - → "x"',
      "removed gone null → -",
    ]);
  });

  it("keep every digit of their numbers, and equal numbers are equal however they are written", () => {
    expect(
      changes('{"n":9007199254740992,"w":18446744073709551615}', '{"n":9007199254740993,"w":18446744073709551616}'),
    ).toEqual([
      "changed n 9007199254740992 → 9007199254740993",
      "unchanged w 18446744073709551616 → 18446744073709551616",
    ]);
    expect(changes('{"n":1,"m":2.50}', '{"n":1.0,"m":2.5}').every((line) => line.startsWith("unchanged"))).toBe(true);
  });

  it("are written as in a query, odd names in brackets", () => {
    expect(changes('{"odd key":{"x y":1}}', '{"odd key":{"x y":2}}')).toEqual(['changed ["odd key"]["x y"] 1 → 2']);
    expect(changes('{"__proto__":1,"constructor":1}', '{"__proto__":2,"constructor":1}')).toEqual([
      "changed __proto__ 1 → 2",
      "unchanged constructor 1 → 1",
    ]);
  });

  it("are listed also when nothing changed; what is no object stands for itself", () => {
    expect(changes('{"a":{"b":1}}', '{"a":{"b":1}}')).toEqual(['unchanged a {"b":1} → {"b":1}']);
    expect(changes("1", '"1"')).toEqual(['changed  1 → "1"']);
    expect(changes('{"a":[1]}', '{"a":{"0":1}}')).toEqual(['changed a [1] → {"0":1}']);
  });
});

describe("elements of an array", () => {
  it("of values belong together when they are equal, so one that is inserted shifts the others and changes none", () => {
    expect(changes('["b","c"]', '["a","b","c"]')).toEqual([
      'added [0] - → "a"',
      'unchanged [1] "b" → "b"',
      'unchanged [2] "c" → "c"',
    ]);
    expect(changes('{"tags":["a","b","c"]}', '{"tags":["a","c"]}')).toEqual([
      'unchanged tags[0] "a" → "a"',
      'removed tags[1] "b" → -',
      'unchanged tags[1] "c" → "c"',
    ]);
  });

  it("at the same place between equal ones are changed", () => {
    expect(changes('["a","x","c"]', '["a","y","c"]')[1]).toBe('changed [1] "x" → "y"');
    expect(changes('[{"n":1,"m":1},2]', '[{"n":2,"m":1},2]')).toEqual([
      "changed [0].n 1 → 2",
      "unchanged [0].m 1 → 1",
      "unchanged [1] 2 → 2",
    ]);
  });

  it("that change their order have moved", () => {
    expect(changes('["a","b"]', '["b","a"]')).toContain("moved [1] from [0]");
    expect(changes('["a","b"]', '["b","a"]')).toHaveLength(2);
  });

  it("with an identity belong together wherever they stand, and are compared inside", () => {
    const before = '{"items":[{"sku":"tea","n":1},{"sku":"cup","n":2}]}';
    const after = '{"items":[{"sku":"pot","n":1},{"sku":"cup","n":2},{"sku":"tea","n":5}]}';
    expect(changes(before, after)).toEqual([
      'added items[0] - → {"sku":"pot","n":1}',
      'unchanged items[1] {"sku":"cup","n":2} → {"sku":"cup","n":2}',
      "moved items[2] from items[0]",
      'unchanged items[2].sku "tea" → "tea"',
      "changed items[2].n 1 → 5",
    ]);
  });

  it("whose identity repeats are compared as values", () => {
    expect(changes('[{"id":1,"n":1},{"id":1,"n":2}]', '[{"id":1,"n":1},{"id":1,"n":3}]')).toEqual([
      'unchanged [0] {"id":1,"n":1} → {"id":1,"n":1}',
      "unchanged [1].id 1 → 1",
      "changed [1].n 2 → 3",
    ]);
  });

  it("of very different long arrays are compared place by place", () => {
    const long = (offset: number) => JSON.stringify(Array.from({ length: 3000 }, (_, i) => i * 2 + offset));
    const lines = changes(long(0), long(1));
    expect(lines).toHaveLength(3000);
    expect(lines[2999]).toBe("changed [2999] 5998 → 5999");
  });
});
