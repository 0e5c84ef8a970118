import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Json } from "../../../server/src/base/value.ts";
import { checkout } from "../../host/checkout.ts";
import { readEvents } from "../../../server/src/store/readEvent.ts";

function refused(text: string, firstLine?: number): string {
  try {
    readEvents(text, {}, firstLine);
    return "nothing";
  } catch (error) {
    return (error as Error).message;
  }
}

test("one event, an array, or an event a line; both spellings; integers exact", () => {
  const [event] = readEvents(
    '{"event_type":"a","streamId":"s","timestamp":"2024-01-01T00:00:00.5Z","payload":{"n":9007199254740993}}',
  );
  expect(event).toMatchObject({ type: "a", stream: "s", timestamp: 1_704_067_200_500_000n });
  expect((event!.payload as Json).text).toBe('{"n":9007199254740993}');
  expect(readEvents('[{"eventType":"a"},\n{"eventType":"b"}]').map(({ type }) => type)).toEqual(["a", "b"]);
  expect(readEvents('{"eventType":"a"}\r\n\n{"eventType":"b"}\n').map(({ type }) => type)).toEqual(["a", "b"]);
  expect(readEvents(" \n")).toEqual([]);
});

test("the schema with which the editor completes an event has the members that are read", () => {
  const schema = JSON.parse(readFileSync(join(checkout, "media/schemas/event.schema.json"), "utf8")) as {
    definitions: { event: { properties: object } };
  };
  const text: Record<string, unknown> = { timestamp: "2024-01-01T00:00:00Z", sequence_number: 7 };
  const members = Object.keys(schema.definitions.event.properties);
  const [event] = readEvents(JSON.stringify(Object.fromEntries(members.map((name) => [name, text[name] ?? "x"]))));
  const { type: _, ...others } = event!;
  expect(Object.values(others).filter((value) => value === null)).toEqual([]);
  expect(Object.keys(event!)).toHaveLength(members.length);
});

test("with a type given, JSON that is no event is a payload; an event keeps what it says", () => {
  const events = readEvents('{"n":1}\n7\n{"event_type":"own","stream_id":"mine"}', { type: "t", stream: "s" });
  expect(events.map(({ type, stream }) => [type, stream])).toEqual([
    ["t", "s"],
    ["t", "s"],
    ["own", "mine"],
  ]);
  expect(events[1]?.payload).toBe(7n);
});

test("what is no event is refused with its place, and no member is dropped silently", () => {
  expect(refused('{"n":1}')).toContain("The event has neither an event_type nor a payload");
  expect(refused('[{"event_type":"a"},{"event_type":7}]')).toContain("Event 2 has an event_type that is no text");
  expect(refused('{"event_type":"a"}\n{"event_type":""}', 41)).toContain("Line 42 has an event_type that is no text");
  expect(refused('{"event_type":"a"}\n{"event_type"', 1)).toContain("Line 2 is not JSON");
  expect(refused('{"event_type":"a","colour":"red"}')).toContain('has a member "colour"');
  expect(refused('{"event_type":"a","timestamp":"soon"}')).toContain("a timestamp that is no time");
  expect(refused('{"event_type":"a","sequence_number":1.5}')).toContain("a sequence_number that is no integer");
  expect(refused('{"event_type":"a","__proto__":{}}')).toContain('has a member "__proto__"');
});
