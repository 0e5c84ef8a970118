import { expect, test } from "vitest";
import { neverCancelled } from "../../../server/src/base/cancellation.ts";
import { Json } from "../../../server/src/base/value.ts";
import { storeConnector } from "../../../server/src/connectors/store/index.ts";
import { EVENT_FIELDS } from "../../../server/src/query/event.ts";
import type { NewEvent } from "../../../server/src/store/api.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { storeOn } from "../../support/store.ts";

/** Segments of more rows than a page has, filed, so that rows are passed through and not kept. */
const SEGMENT = 9000;
const TEXTS = ["plain", "ü and 👍", "x".repeat(700), "", "\u0001\t\\"];

test("a whole log comes out of its files as it went in, long and short texts of any letters", async () => {
  const disk = new FakeDisk();
  const events = Array.from({ length: 2 * SEGMENT + 50 }, (_, n): NewEvent => {
    const text = JSON.stringify(TEXTS[n % TEXTS.length]);
    const base = { type: "t", timestamp: BigInt(n), payload: new Json(`{"n":${n},"text":${text}}`) };
    return n % 3 === 0 ? { ...base, metadata: new Json(`{"m":${n}}`) } : base;
  });
  const writing = storeOn(disk.process(), "/store", "test", SEGMENT);
  for (let at = 0; at < events.length; at += SEGMENT) await writing.append("app", events.slice(at, at + SEGMENT));
  await writing.close();

  const connector = storeConnector(storeOn(disk.process(), "/store", "test", SEGMENT));
  const source = { kind: "log", connection: "local", log: "app" } as const;
  const context = { cancellation: neverCancelled, timeZone: "UTC", progress: () => {} };
  const [payload, metadata] = [EVENT_FIELDS.indexOf("payload"), EVENT_FIELDS.indexOf("metadata")];
  const found: unknown[] = [];
  let largest = 0;
  for await (const { rows } of connector.scan(source, { from: [source] }, context)) {
    largest = Math.max(largest, rows.length);
    for (const row of rows) found.push([textOf(row[payload]), textOf(row[metadata])]);
  }
  expect(largest).toBeGreaterThan(2000);
  expect(found).toEqual(events.map((event) => [textOf(event.payload), textOf(event.metadata)]));
}, 30_000);

function textOf(value: unknown): string | undefined {
  return value instanceof Json ? value.text : undefined;
}
