import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { parseJson } from "../../server/src/base/json.ts";
import { Instant, Json, valueOf } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import type { Event } from "../../server/src/query/event.ts";

// Events made of everything that databases and the language see differently: mixed types under one path, numbers at
// the borders of integers and doubles, keys that are no identifiers, text that looks like something else.

export const HOUR = 3_600_000_000n;
const START = 1_704_067_200_000_000n;

/** Numbers as they stand in JSON text, so that 5, 5.0 and 5e0 stay different spellings. */
const NUMBERS = [
  "0", "-0", "-0.0", "1", "1.0", "5", "5.0", "5e0", "-5", "0.1", "2.5", "1e2", "1e-7", "9007199254740991", "9007199254740992",
  "9007199254740993", "9007199254740992.0", "-9007199254740993", "9223372036854775807", "-9223372036854775808", "1e300", "1705276800000",
]; // prettier-ignore

/** Numbers that neither a double nor 64 bits hold; events with them are odd. */
const WIDE_NUMBERS = ["9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e400", "0.1000000000000000055511151231257827", "9007199254740993.5", "9007199254740993.00000000000000000000000001", "2.50000000000000000000001"]; // prettier-ignore

const TEXTS = ["", "a", "ab", "abc", "A", "5", "1", "true", "null", '{"a":1}', "[1]", '"', "'", "\\", "$.a", "%", "_", "é", "e\u0301", "É", "ß", "ſ", "K", "😀", "\uffee", "a\nb", "x\ty", "2024-01-01T01:00:00Z", "2024-01-01T03:00:00+02:00", "2024-01-01", "\u0003{x"]; // prettier-ignore

const ODD_TEXTS = ["a\0b", "\0", "a\0", "\0b"];

const KEYS = ["a", "b", "n", "__proto__", "a.b", 'q"q', "it's", "x[0]", "b\\s", "", "0", "é", "😀", "$", "constructor"];

/** The few values one world is made of, so that its events and its query meet often. */
export interface Palette {
  /** As they stand in JSON text. */
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  readonly oddNumbers: readonly string[];
  readonly oddTexts: readonly string[];
}

const few = (values: readonly string[], minLength: number, maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength });

/** A quarter of the worlds have odd values. */
export const palettes: Arbitrary<Palette> = fc
  .record({
    numbers: few(NUMBERS, 2, 6),
    texts: few(TEXTS, 2, 6),
    wide: few(WIDE_NUMBERS, 1, 3),
    odd: few(ODD_TEXTS, 1, 2),
    dice: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ numbers, texts, wide, odd, dice }) => ({
    numbers,
    texts,
    oddNumbers: dice === 3 ? wide : [],
    oddTexts: dice === 3 ? odd : [],
  }));

/** JSON text of any shape, of a palette's values. */
function jsonTexts({ numbers, texts, oddNumbers, oddTexts }: Palette): Arbitrary<string> {
  const scalars = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...numbers, ...oddNumbers) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(...texts, ...oddTexts).map((text) => JSON.stringify(text)),
    },
    { weight: 2, arbitrary: fc.constantFrom("true", "false", "null") },
  );
  const keys = oddTexts.length > 0 ? fc.constantFrom(...KEYS, "a\0", "a\0b") : fc.constantFrom(...KEYS);
  return fc.letrec<{ json: string }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      { weight: 5, arbitrary: scalars },
      {
        weight: 1,
        arbitrary: fc
          .uniqueArray(fc.tuple(keys, tie("json")), { maxLength: 4, selector: ([key]) => key })
          .map(objectText),
      },
      { weight: 1, arbitrary: fc.array(tie("json"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`) },
    ),
  })).json;
}

function objectText(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
}

function documents(palette: Palette): Arbitrary<Value> {
  // Objects that are equal though they are written in two ways are rare among random ones.
  const twins = fc.constantFrom('{"a":1,"b":5}', '{"b":5.0,"a":1}', '{"b":1,"a":5}');
  const json = fc.oneof({ weight: 12, arbitrary: jsonTexts(palette) }, { weight: 1, arbitrary: twins });
  // A key that reads like another one to those who stop at a NUL.
  const shadows = fc.constantFrom<[string, string][]>(
    [],
    ...(palette.oddTexts.length > 0 ? ([[["n\0", "1"]], [["a\0b", "[1]"]]] as [string, string][][]) : []),
  );
  const object = fc
    .tuple(json, json, json, shadows, fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), json), { maxLength: 3, selector: ([key]) => key }))
    .map(([n, a, b, shadow, more]) => objectText([...shadow, ["n", n], ["a", a], ["b", b], ...more.filter(([key]) => !["n", "a", "b"].includes(key))])); // prettier-ignore
  return fc
    .oneof(
      { weight: 8, arbitrary: object },
      { weight: 1, arbitrary: json },
      { weight: 1, arbitrary: fc.constant("null") },
    )
    .map(jsonValue);
}

function jsonValue(text: string): Value {
  return text.startsWith("{") || text.startsWith("[") ? new Json(text) : valueOf(parseJson(text));
}

export const instants = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 30 }).map((step) => new Instant(START + (BigInt(step) * HOUR) / 4n)) },
  { weight: 1, arbitrary: fc.constantFrom(0n, -1n, -HOUR * 5n - 1n, START + 1n, -62_135_596_800_000_000n, 253_402_300_799_999_999n, 9_007_199_254_740_993n).map((micros) => new Instant(micros)) },
); // prettier-ignore

/** Events of the log `app`; ids are unique, so the event order is total. */
export function eventsOf(palette: Palette): Arbitrary<readonly Event[]> {
  const odd = documents(palette);
  const plain = documents({ ...palette, oddNumbers: [], oddTexts: [] });
  const document = fc.oneof({ weight: 2, arbitrary: plain }, { weight: 1, arbitrary: odd });
  const maybe = <T>(arbitrary: Arbitrary<T>, freq: number) => fc.option(arbitrary, { freq, nil: null });
  const event = fc.record({
    stream_id: fc.constantFrom("s1", "s2", "", null),
    event_type: maybe(fc.constantFrom("CREATE", "UPDATE", "created", ...palette.texts), 8),
    timestamp: maybe(instants, 10),
    sequence_number: maybe(fc.constantFrom(0n, 1n, 2n, 3n, -1n, 9007199254740993n, 9223372036854775807n), 10),
    entity_type: fc.constantFrom("order", "user", null),
    entity_id: fc.constantFrom("1", "2", "01", null),
    actor: maybe(fc.constantFrom(...palette.texts, ...palette.oddTexts), 4),
    payload: document,
    metadata: maybe(document, 3),
    old: maybe(document, 2),
    new: maybe(document, 2),
    raw: maybe(document, 1),
  });
  const many = fc.array(event, { minLength: 4, maxLength: 20 });
  return fc
    .oneof({ weight: 9, arbitrary: many }, { weight: 1, arbitrary: fc.array(event, { maxLength: 3 }) })
    .map((list) => list.map((fields, i) => ({ id: `id-${i}`, source: "local", instance_id: "app", ...fields })));
}
