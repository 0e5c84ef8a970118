import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, parseJson, printJson } from "../../server/src/base/json.ts";
import { keyText } from "../../server/src/base/order.ts";
import { ExactRecord, PlainRecord, readRecords } from "../../server/src/connectors/record.ts";
import type { Record } from "../../server/src/connectors/record.ts";

const PLACES = [["data", "events"], ["items"], []];
const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom("1.0", "1e2", "12345678901234567890", "9007199254740993", "0.10000000000000000001", "-0", "1E400"),
);
const keys = fc.constantFrom("a", "b", "1", "0", "__proto__", "toJSON", "é\u2028", "items", "\u0000records");

/** JSON as others write it: numbers in any form, keys in any order and more than once, with and without blanks. */
const { text } = fc.letrec<{ text: string; nested: string }>((tie) => ({
  nested: fc.oneof(
    fc
      .array(fc.tuple(keys, tie("text")), { maxLength: 4 })
      .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`),
    fc.array(tie("text"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
  ),
  text: fc.oneof(
    { maxDepth: 3 },
    numbers.map((number) => (typeof number === "string" ? number : Object.is(number, -0) ? "0" : String(number))),
    fc.string().map((value) => JSON.stringify(value)),
    fc.constantFrom("null", "true", '"\\u0041"', '"\\/"', "[ 1 ]"),
    tie("nested"),
  ),
}));
const records = fc
  .array(fc.array(fc.tuple(keys, text), { maxLength: 5 }), { maxLength: 4 })
  .map((list) =>
    list.map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`),
  );
const answers = fc
  .tuple(records, text, fc.constantFrom("bare", "items", "events"), fc.constantFrom("", "\n", " "))
  .map(([list, more, form, end]) => {
    const inside = `[${list.join(",")}]`;
    if (form === "bare") return inside + end;
    return form === "items"
      ? `{"more":${more},"items":${inside}}${end}`
      : `{"data":{"events":${inside}},"n":${more}}${end}`;
  });

test("records that the platform read are those that the exact reader reads", () => {
  let plain = 0;
  fc.assert(
    fc.property(answers, (answer) => {
      const exact = parseJson(answer);
      const { records: found = [] } = readRecords("test", answer, PLACES);
      if (found.some((record) => record instanceof PlainRecord)) plain++;
      const list = [exact, ...(exact instanceof Map ? [exact.get("items"), exact.get("data")?.get?.("events")] : [])];
      const wanted = (list as readonly unknown[]).find(Array.isArray) as readonly ReadonlyMap<string, never>[];
      expect(found.map(told)).toEqual(wanted.map((members) => told(new ExactRecord(members))));
    }),
    { numRuns: 1500, seed: 7 },
  );
  // Else nothing was tried.
  expect(plain).toBeGreaterThan(80);
});

function told(record: Record): unknown {
  const names = [...record.keys()];
  const part = (name: string) => record.part(name)?.whole();
  return {
    whole: keyText(record.whole()),
    text: textOf(record.whole()),
    members: names.map((name) => [name, keyText(record.value(name)), canonicalJson(record.get(name) ?? null)]),
    texts: names.map((name) => printJson(record.get(name) ?? null)),
    parts: names.map((name) => textOf(part(name) ?? null)),
    without: textOf(record.whole(new Set(["a", "1"]))),
  };
}

function textOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "text" in value ? value.text : value;
}

test("a record that is nested too deeply is no record, whoever reads it", () => {
  const deep = `{"items":[{"a":${"[".repeat(1200)}${"]".repeat(1200)}}]}`;
  expect(() => readRecords("test", deep, PLACES)).toThrow("nested deeper");
});
