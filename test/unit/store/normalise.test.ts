import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_JSON_DEPTH, parseJson, printJson } from "../../../server/src/base/json.ts";
import type { JsonTree } from "../../../server/src/base/json.ts";
import { WideNumber } from "../../../server/src/base/value.ts";
import { compactJson, isOddText, normaliseJson } from "../../../server/src/store/normalise.ts";
import { membersOf } from "../../../server/src/store/import/members.ts";

const space = fc.string({ unit: fc.constantFrom(" ", "\n", "\t", "\r"), maxLength: 2 });
const character = fc.oneof(
  fc.constantFrom("a", "é", "\u{1f600}", "/", "\u007f", "\\n", '\\"', "\\\\", "\\/", "\\u0041", "\\u0000", "\\u001f"),
  fc.constantFrom("\\ud83d\\ude00", "\\ud83d", "\\uDE00", "\ud800", "\udc00", "\\u00e9", "\\b", "\\f", "\\t"),
);
const string = fc.array(character, { maxLength: 5 }).map((parts) => `"${parts.join("")}"`);
const digits = fc.stringMatching(/^\d{1,22}$/);
const number = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.oneof(
      fc.constant("0"),
      digits.map((text) => `1${text}`),
      fc.constantFrom("9007199254740993", "9223372036854775808"),
    ),
    fc.option(
      digits.map((text) => `.${text}`),
      { nil: "" },
    ),
    fc.option(fc.constantFrom("e5", "E-3", "e+400", "e308"), { nil: "" }),
  )
  .map((parts) => parts.join(""));
/** Well-formed JSON with odd spellings: spaces, escapes, duplicate keys, wide numbers. */
const { text: json } = fc.letrec<{ text: string; object: string; array: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4 },
    string,
    number,
    fc.constantFrom("true", "false", "null"),
    tie("object"),
    tie("array"),
  ),
  array: fc
    .tuple(
      space,
      fc.array(
        fc.tuple(space, tie("text"), space).map((parts) => parts.join("")),
        { maxLength: 4 },
      ),
    )
    .map(([blank, items]) => `[${items.length === 0 ? blank : items.join(",")}]`),
  object: fc
    .array(fc.tuple(space, fc.oneof(string, fc.constantFrom('"a"', '"\\u0061"')), space, space, tie("text"), space), {
      maxLength: 5,
    })
    .map((members) => `{${members.map(([a, key, b, c, value, d]) => `${a}${key}${b}:${c}${value}${d}`).join(",")}}`),
}));

describe("normaliseJson", () => {
  it("means what the text means, in one spelling only", () => {
    fc.assert(
      fc.property(json, (text) => {
        const normal = normaliseJson(text);
        expect(printJson(parseJson(normal.text))).toBe(printJson(parseJson(text)));
        expect(normaliseJson(normal.text)).toEqual({ ...normal, exact: true });
        expect(normal.text).toBe(written(parseJson(numbersAsText(text))));
        expect(normal.odd).toBe(isOdd(parseJson(text)));
        expect(normal.exact).toBe(normal.text === compactJson(text).text);
      }),
      { numRuns: 3000 },
    );
  });

  it("refuses exactly what parseJson refuses, with its message and place", () => {
    const cut = fc.tuple(
      json,
      fc.nat(),
      fc.constantFrom("", ",", "}", "]", '"', "x", "\\", "\u0001", "01", "-", "1.", "tru"),
    );
    fc.assert(
      fc.property(cut, ([text, at, junk]) => {
        const broken = text.slice(0, at % (text.length + 1)) + junk + text.slice((at % (text.length + 1)) + 1);
        expect(outcome(() => normaliseJson(broken))).toEqual(outcome(() => parseJson(broken)));
      }),
      { numRuns: 3000 },
    );
  });

  it("takes the members of an object apart", () => {
    fc.assert(
      fc.property(json, (text) => {
        const normal = normaliseJson(text).text;
        const tree = parseJson(normal);
        const members = membersOf(normal);
        expect(members !== undefined).toBe(tree instanceof Map);
        const wanted = tree instanceof Map ? (parseJson(numbersAsText(normal)) as ReadonlyMap<string, JsonTree>) : [];
        expect([...(members ?? [])]).toEqual([...wanted].map(([key, value]) => [key, written(value)]));
      }),
    );
  });

  it.each([
    ['{ "a" : 1.0 , "a":2 }', '{"a":1.0}', false, false],
    ['["\\u00e9\\/"]', '["é/"]', false, true],
    ["9007199254740993", "9007199254740993", false, true],
    ["18446744073709551616", "18446744073709551616", true, true],
    ["[1e400]", "[1e400]", true, true],
    ["0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827", true, true],
    ['"\\u0000"', '"\\u0000"', true, true],
    ['"\\ud800"', '"\\ud800"', true, true],
    ['{"a":1,"a":"\\u0000"}', '{"a":1}', false, false],
  ])("%s", (text, normal, odd, exact) => {
    expect(normaliseJson(text)).toEqual({ text: normal, odd, exact });
  });

  it("keeps all duplicate keys for raw", () => {
    expect(compactJson('{"a": 1, "a": 18446744073709551616}')).toEqual({
      text: '{"a":1,"a":18446744073709551616}',
      odd: true,
      exact: false,
    });
  });

  it("finds duplicates among many keys, and stops at the depth that parseJson stops at", () => {
    const keys = Array.from({ length: 3000 }, (_, at) => `"k${at}":0`);
    expect(normaliseJson(`{${keys.join(",")},"k7":1}`)).toMatchObject({ text: `{${keys.join(",")}}`, exact: false });
    const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(normaliseJson(deep(MAX_JSON_DEPTH)).exact).toBe(true);
    expect(() => normaliseJson(deep(MAX_JSON_DEPTH + 1))).toThrow(/nested deeper/);
  });
});

function outcome(read: () => unknown): unknown {
  try {
    read();
    return "read";
  } catch (error) {
    const { name, message, offset } = error as { name: string; message: string; offset: number };
    return { name, message, offset };
  }
}

/** Numbers become marked strings, so that a tree keeps how they were written. */
function numbersAsText(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs, (token) => (token.startsWith('"') ? token : `"#${token}"`));
}

function written(tree: JsonTree): string {
  return printJson(tree).replace(/"#(-?\d[\d.eE+-]*)"/g, "$1");
}

function isOdd(tree: JsonTree): boolean {
  if (tree instanceof WideNumber) return true;
  if (typeof tree === "string") return isOddText(tree);
  if (tree instanceof Map)
    return [...(tree as ReadonlyMap<string, JsonTree>)].some(([key, value]) => isOdd(key) || isOdd(value));
  return Array.isArray(tree) && (tree as readonly JsonTree[]).some(isOdd);
}
