import type { GroupCount, Histogram, LogStats, LogSummary } from "../../protocol/logs.ts";
import { binStart } from "../base/calendar.ts";
import { neverCancelled } from "../base/cancellation.ts";
import { Duration } from "../base/duration.ts";
import { formatInstant, readInstant } from "../base/instant.ts";
import { Instant } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import type { Expression, Query, Reduce } from "../query/query.ts";
import type { Engine } from "./api.ts";

/** Streams that are told apart; a log may have as many as it has events. */
const MOST_STREAMS = 100n;
/** Steps of a histogram at most. */
const MOST_STEPS = 60;

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Lengths of a step that people count in, the shortest first. */
const STEPS: readonly (readonly [text: string, ms: number])[] = [
  ["1s", SECOND],
  ["5s", 5 * SECOND],
  ["15s", 15 * SECOND],
  ["1m", 60 * SECOND],
  ["5m", 300 * SECOND],
  ["15m", 900 * SECOND],
  ["1h", 3600 * SECOND],
  ["3h", 3 * 3600 * SECOND],
  ["6h", 6 * 3600 * SECOND],
  ["12h", 12 * 3600 * SECOND],
  ["1d", DAY],
  ["7d", 7 * DAY],
  ["30d", 30 * DAY],
  ["365d", 365 * DAY],
  ["3650d", 3650 * DAY],
];

const TIMESTAMP = field("timestamp");

/** Counts a log's events by type, by stream and over time: queries like any other. */
export async function logStats(engine: Pick<Engine, "run">, log: LogSummary): Promise<LogStats> {
  const types = await groupsOf(engine, log.name, "event_type");
  const streams = await groupsOf(engine, log.name, "stream_id", MOST_STREAMS);
  const histogram = await histogramOf(engine, log);
  return { log, types, streams, ...(histogram && { histogram }) };
}

async function groupsOf(
  engine: Pick<Engine, "run">,
  log: string,
  column: string,
  limit?: bigint,
): Promise<readonly GroupCount[]> {
  const rows = await rowsOf(engine, log, {
    reduce: {
      by: [{ name: column, value: field(column) }],
      aggregates: [
        { name: "events", function: "count" },
        { name: "first", function: "min", operand: TIMESTAMP },
        { name: "last", function: "max", operand: TIMESTAMP },
      ],
    },
    orderBy: [
      { value: field("events"), direction: "desc" },
      { value: field(column), direction: "asc" },
    ],
    ...(limit !== undefined && { limit: { kind: "constant", value: limit } }),
  });
  return rows.map(([name = null, events = null, first = null, last = null]) => ({
    name: typeof name === "string" ? name : null,
    events: Number(events),
    ...(first instanceof Instant && { first: formatInstant(first.micros) }),
    ...(last instanceof Instant && { last: formatInstant(last.micros) }),
  }));
}

async function histogramOf(
  engine: Pick<Engine, "run">,
  { name, first, last }: LogSummary,
): Promise<Histogram | undefined> {
  const [from, to] = [readInstant(first ?? ""), readInstant(last ?? "")];
  if (from === undefined || to === undefined) return undefined;
  const spanMs = Number((to - from) / 1000n);
  const [step, stepMs] = STEPS.find(([, ms]) => spanMs / ms < MOST_STEPS) ?? ["3650d", 3650 * DAY];
  const width = new Duration(BigInt(stepMs) * 1000n);
  const reduce: Reduce = {
    by: [{ name: "bin", value: { kind: "bin", operand: TIMESTAMP, width: { kind: "constant", value: width } } }],
    aggregates: [{ name: "events", function: "count" }],
  };
  const rows = await rowsOf(engine, name, { reduce });
  const start = binStart(from, width, "UTC");
  const placeOf = (micros: bigint) => Math.floor(Number((micros - start) / 1000n) / stepMs);
  const counts = Array.from({ length: placeOf(to) + 1 }, () => 0);
  for (const [bin = null, events = null] of rows) {
    if (!(bin instanceof Instant)) continue;
    const place = placeOf(bin.micros);
    // Events that came in after the bounds were read are not in them.
    if (place >= 0 && place < counts.length) counts[place] = (counts[place] ?? 0) + Number(events);
  }
  return { step, stepMs, start: formatInstant(start), counts };
}

async function rowsOf(
  engine: Pick<Engine, "run">,
  log: string,
  stages: Omit<Query, "from">,
): Promise<readonly (readonly Value[])[]> {
  const query: Query = { from: [{ kind: "log", connection: "local", log }], ...stages };
  const rows: (readonly Value[])[] = [];
  await engine.run(
    {
      query: { query, span: { start: 0, end: 0 }, columns: [], parameters: [] },
      parameters: [],
      given: new Map(),
      timeZone: "UTC",
    },
    { cancellation: neverCancelled, progress: () => {}, rows: (_columns, page) => void rows.push(...page) },
  );
  return rows;
}

function field(column: string): Expression {
  return { kind: "field", field: { column, path: [] } };
}
