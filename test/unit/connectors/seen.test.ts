import { expect, test } from "vitest";
import { Instant } from "../../../server/src/base/value.ts";
import { SeenEvents } from "../../../server/src/connectors/paging/seen.ts";
import { event } from "../../support/sourceLaw.ts";

const at = (i: number, id = `e-${i}`) => event({ source: "s", id, timestamp: new Instant(BigInt(i) * 50_000n) });

test("of a source whose events keep their times only those near the place of the reading are remembered", () => {
  const seen = new SeenEvents(true);
  for (let i = 0; i < 10_000; i++) {
    expect(seen.isNew(at(i))).toBe(true);
    seen.passed(i * 50);
  }
  expect(seen.size).toBeLessThan(30);
  expect(seen.isNew(at(9_990))).toBe(false);
});

test("of a source whose events may move all are remembered, and a moved one is the same", () => {
  const seen = new SeenEvents(false);
  for (let i = 0; i < 1000; i++) seen.isNew(at(i));
  seen.passed(999 * 50);
  expect(seen.isNew(at(2000, "e-1"))).toBe(false);
});

test("events of two streams or instances may have one id", () => {
  const seen = new SeenEvents(true);
  const one = { source: "s", id: "1", timestamp: new Instant(0n) };
  expect(seen.isNew(event({ ...one, instance_id: "a", stream_id: "bc" }))).toBe(true);
  expect(seen.isNew(event({ ...one, instance_id: "ab", stream_id: "c" }))).toBe(true);
  expect(seen.isNew(event({ ...one, instance_id: "a", stream_id: null }))).toBe(true);
  expect(seen.isNew(event({ ...one, instance_id: "a", stream_id: "bc" }))).toBe(false);
});
