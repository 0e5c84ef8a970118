import { describe, expect, test } from "vitest";
import { neverCancelled } from "../../../server/src/base/cancellation.ts";
import { printJson } from "../../../server/src/base/json.ts";
import { Instant, Json } from "../../../server/src/base/value.ts";
import type { Value } from "../../../server/src/base/value.ts";
import { storeConnector } from "../../../server/src/connectors/store/index.ts";
import type { Event } from "../../../server/src/query/event.ts";
import { evaluate } from "../../../server/src/query/evaluate/evaluate.ts";
import type { LogSource } from "../../../server/src/query/query.ts";
import type { Store } from "../../../server/src/store/api.ts";
import { ByteSearch } from "../../../server/src/store/segments/byteSearch.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { queryOf } from "../../support/answer.ts";
import { logDatabase, segmentsOf, storeOf } from "../../support/logDatabase.ts";
import { storeOn } from "../../support/store.ts";

const START = 1_704_067_200_000_000n;

/** Events of which every seventh is late, with several at one moment. */
function events(count: number): readonly Event[] {
  return Array.from({ length: count }, (_, at): Event => {
    const late = at % 7 === 3 ? (at * 37) % 1000 : 0;
    const payload = { n: (at * 7919) % 1000, word: `w${(at * 31) % 400}`, ...(at % 5 === 0 && { rare: at / 2 }) };
    return {
      id: `id-${at}`,
      source: "local",
      instance_id: "app",
      stream_id: at % 11 === 0 ? null : `s${at % 13}`,
      event_type: `type-${(at * at) % 17}`,
      timestamp: new Instant(START + BigInt(Math.floor(at / 3) - late) * 60_000_000n),
      sequence_number: BigInt(at),
      entity_type: null,
      entity_id: null,
      actor: at % 4 === 0 ? "é" : null,
      payload: new Json(JSON.stringify(payload)),
      metadata: null,
      old: null,
      new: null,
      raw: null,
    };
  });
}

const QUERIES = [
  "latest 100",
  "limit 3000 offset 2500",
  "order by timestamp desc offset 4100 limit 10",
  'where event_type = "type-4" latest 50',
  'where payload.word contains "w39" limit 700',
  'where payload contains "w399\\"" reduce count()',
  'where payload contains "9" limit 2000',
  "during @2024-01-01T05:00Z .. @2024-01-02T07:00Z where payload.n > 500",
  "where timestamp < @2024-01-02T03:04Z latest 20",
  "reduce count() by event_type",
  "reduce count(), count(payload.rare), sum(payload.n), avg(payload.rare) by bin(timestamp, 1h)",
  "reduce sum(payload.n) by payload.word, stream_id order by `sum(payload.n)` desc limit 40",
  "dedupe by stream_id, event_type order by timestamp desc, stream_id desc, event_type desc limit 30",
  "dedupe by payload.word keep first reduce count() by actor",
  "order by payload.word desc, timestamp limit 25",
  "where payload.rare is not null and not (payload.n between 100 and 900) order by payload.n",
  "reduce p90(payload.n), distinct(payload.word), first(actor), last(payload.rare) by bin(timestamp, 1d)",
];

describe("columns of thousands of events", () => {
  const all = events(9000);
  const log = { ...logDatabase(all), segments: segmentsOf(all, 5000, 64, 700, 2100) };
  test.each(QUERIES)("%s", async (text) => {
    expect(await answerOf(storeOf(log), text)).toEqual(expected(text, all));
  });
});

test("an answer is right after every append, after reopening, and once segments are filed", async () => {
  const disk = new FakeDisk();
  const all = events(1500);
  const open = () => storeOn(disk.process(), "/store", "test", 500);
  let store = open();
  for (let at = 0, size = 1; at < all.length; at += size, size = (size * 3) % 200) {
    await store.append("app", all.slice(at, at + size).map(newEvent));
    if (size % 4 === 0) store = open();
    const query = QUERIES[size % QUERIES.length] ?? "";
    expect(await answerOf(store, query), `${query} after ${at + size}`).toEqual(
      expected(query, all.slice(0, at + size)),
    );
  }
  expect(disk.files().filter((path) => path.endsWith(".evs")).length).toBeGreaterThan(1);
});

test("bytes are found wherever and however often they stand", () => {
  const bytes = new TextEncoder().encode("aabaabaaab aab é aab");
  for (const part of ["a", "b", "aab", "aaab", "aabaab", " aab", "é", "x", "aab é aab", "aabaabaaab aab é aab!"]) {
    const search = new ByteSearch(new TextEncoder().encode(part));
    const found: number[] = [];
    for (let at = search.next(bytes, 0); at >= 0; at = search.next(bytes, at + 1)) found.push(at);
    const wanted: number[] = [];
    const text = Buffer.from(bytes).toString("latin1");
    const needle = Buffer.from(part).toString("latin1");
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) wanted.push(at);
    expect(found, part).toEqual(wanted);
  }
});

function newEvent(event: Event) {
  const { id, stream_id: stream, event_type, timestamp, sequence_number, actor, payload } = event;
  return {
    ...(id !== null && { id }),
    ...(stream !== null && { stream }),
    type: event_type ?? "",
    ...(timestamp && { timestamp: timestamp.micros }),
    ...(sequence_number !== null && { sequenceNumber: sequence_number }),
    ...(actor !== null && { actor }),
    payload,
  };
}

async function answerOf(store: Store, text: string): Promise<readonly string[]> {
  const query = queryOf(`from local.app ${text}`);
  const rows: (readonly Value[])[] = [];
  const context = { cancellation: neverCancelled, timeZone: "UTC", progress: () => {} };
  for await (const page of storeConnector(store).scan(query.from[0] as LogSource, query, context))
    rows.push(...page.rows);
  return rows.map(shown);
}

function expected(text: string, all: readonly Event[]): readonly string[] {
  const { table } = evaluate(queryOf(`from local.app ${text}`), () => all, { timeZone: "UTC" });
  return table.rows.map(({ values }) => shown(values));
}

function shown(row: readonly Value[]): string {
  return row
    .map((value) => {
      if (value instanceof Instant) return String(value.micros);
      return value instanceof Json ? value.text : printJson(value);
    })
    .join(" ");
}
