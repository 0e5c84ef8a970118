import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  JsonError,
  MAX_JSON_DEPTH,
  canonicalJson,
  parseJson,
  parseNumber,
  printJson,
} from "../../../server/src/base/json.ts";
import type { JsonTree } from "../../../server/src/base/json.ts";
import { WideNumber } from "../../../server/src/base/value.ts";

describe("numbers", () => {
  it.each<[string, unknown]>([
    ["0", 0n],
    ["-0", 0n],
    ["9007199254740993", 9007199254740993n],
    ["9223372036854775807", 9223372036854775807n],
    ["-9223372036854775808", -9223372036854775808n],
    ["1.5", 1.5],
    ["1.0", 1],
    ["1e3", 1000],
    ["100000000000000000000.0", 1e20],
    ["0.1000000000000000000", 0.1],
  ])("%s is exact", (text, value) => {
    expect(parseNumber(text)).toStrictEqual(value);
  });

  it.each([
    "9223372036854775808",
    "12345678901234567890",
    "1e400",
    "-1e400",
    "0.12345678901234567890",
    "3.14159265358979323846",
  ])("%s is kept as written, since no double holds it", (text) => {
    expect(parseNumber(text)).toStrictEqual(new WideNumber(text));
    expect(printJson(parseNumber(text))).toBe(text);
  });
});

describe("reading", () => {
  it("keeps the first of duplicate keys, and `__proto__` as a key like any other", () => {
    const tree = parseJson('{"a":1,"__proto__":{"x":2},"a":3}') as ReadonlyMap<string, JsonTree>;
    expect([...tree.keys()]).toStrictEqual(["a", "__proto__"]);
    expect(tree.get("a")).toBe(1n);
  });

  it.each<[string, string, number]>([
    ["", "the text ends where a JSON value should stand", 0],
    ["{", "the text ends where a key in quotes should stand", 1],
    ['{"a" 1}', '"1" stands where a colon should stand', 5],
    ["[1,]", '"]" stands where a JSON value should stand', 3],
    ["[1 2]", '"2" stands where a comma or ] should stand', 3],
    ['"a\nb"', "a control character stands unescaped in a string", 2],
    ['"\\x"', "\\x is no JSON escape", 1],
    ['"\\u12"', "\\u needs four hexadecimal digits", 1],
    ['"a', "a string is not closed", 2],
    ["01", "there is more after the end of the JSON value", 1],
    ["tru", '"t" stands where a JSON value should stand', 0],
    ["1 x", "there is more after the end of the JSON value", 2],
    ["\u00a01", '"\u00a0" stands where a JSON value should stand', 0],
  ])("%j is refused with what and where", (text, message, offset) => {
    const failure = (() => {
      try {
        return parseJson(text);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(JsonError);
    expect(failure).toMatchObject({ message, offset });
  });

  it("refuses nesting beyond the limit instead of overflowing the stack", () => {
    expect(() => parseJson("[".repeat(MAX_JSON_DEPTH) + "]".repeat(MAX_JSON_DEPTH))).not.toThrow();
    expect(() => parseJson("[".repeat(1_000_000))).toThrow(/nested deeper than 1000 levels/);
  });

  it("reads what JSON.parse reads, to the same text", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(printJson(parseJson(text)))).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it("refuses exactly what JSON.parse refuses", () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "}", "]", "\\", "0", "-", ".", "e", "\u0001", " "))
      .map(
        ([text, at, insert]) =>
          text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + 1),
      );
    const accepts = (read: (text: string) => unknown, text: string) => {
      try {
        read(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(broken, (text) => {
        expect(accepts(parseJson, text)).toBe(accepts(JSON.parse, text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("canonical text", () => {
  it("is the same for equal values however they are written", () => {
    expect(canonicalJson(parseJson('{"b":1.0,"a":[1e2,"\\u0041"]}'))).toBe(
      canonicalJson(parseJson('{ "a": [100, "A"], "b": 1 }')),
    );
  });
  it("tells integers apart that one double stands for", () => {
    expect(canonicalJson(parseJson("9007199254740993"))).not.toBe(canonicalJson(parseJson("9007199254740992")));
  });
  it("is one text for the double and the integer of -2^63", () => {
    expect(canonicalJson(-(2 ** 63))).toBe(canonicalJson(-(2n ** 63n)));
  });
});
