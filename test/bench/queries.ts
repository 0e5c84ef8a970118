import { START } from "./events.ts";
import { WORDS } from "./words.ts";
import type { SqlDialect, Words } from "./words.ts";

/** One question put to every system; answers must agree before times are compared. */
export interface BenchQuery {
  readonly name: string;
  readonly evq: string;
  readonly sql: (dialect: SqlDialect) => string;
  /** For jq, over the NDJSON file with `-n` and `inputs`; prints one compact JSON array a row. */
  readonly jq: string;
  /** Whether rows come in an order that must be the same everywhere. */
  readonly ordered: boolean;
}

const DAY = 86_400_000;
const instant = (days: number, hours = 0) => new Date(START + days * DAY + hours * 3_600_000).toISOString();
const micros = (days: number, hours = 0) => (START + days * DAY + hours * 3_600_000) * 1000;

interface Span {
  readonly evq: string;
  readonly sql: string;
  readonly jq: string;
}
const span = (from: readonly [number, number], to: readonly [number, number]): Span => ({
  evq: `during @${instant(...from)} .. @${instant(...to)}`,
  sql: `ts >= ${micros(...from)} AND ts < ${micros(...to)}`,
  jq: `.timestamp >= "${instant(...from)}" and .timestamp < "${instant(...to)}"`,
});
const hour = span([12, 10], [12, 11]);
const day = span([10, 0], [11, 0]);
const logins = ["login", "logout", "session_expired", "token_refreshed", "password_changed"];
const list = (quote: string) => logins.map((type) => `${quote}${type}${quote}`).join(", ");

const SELECT = "select stream_id, sequence_number, event_type, payload";
const COLUMNS = "SELECT stream_id, seq, event_type, payload FROM event";
const NARROW = "select stream_id, sequence_number, payload.duration";
const ROW = "[.stream_id, .sequence_number, .event_type, .payload]";
const ASC = "ORDER BY ts, seq, stream_id";
const DESC = "ORDER BY ts DESC, seq DESC, stream_id DESC";
const SORTED = "sort_by(.timestamp, .sequence_number, .stream_id)";
/** The last n by the event order, without keeping all. */
const jqNewest = (n: number, test: string) =>
  `reduce (inputs${test}) as $e ([]; (. + [$e]) | if length > ${n + 2000} then ${SORTED} | .[-${n}:] else . end) | ${SORTED} | reverse | .[:${n}][] | ${ROW}`;

const query = (name: string, ordered: boolean, evq: string, sql: (words: Words) => string, jq: string): BenchQuery => ({
  name,
  evq: `from local.app ${evq}`,
  sql: (dialect) => sql(WORDS[dialect]),
  jq,
  ordered,
});

/** The questions of the store's design page. */
export const queries: readonly BenchQuery[] = [
  {
    ...query(
      "point lookup",
      true,
      "",
      () => `${COLUMNS} WHERE stream_id = 'stream-13' AND seq = 7`,
      `inputs | select(.stream_id == "stream-13" and .sequence_number == 7) | ${ROW}`,
    ),
    evq: `from local.app stream "stream-13" where sequence_number = 7 ${SELECT}`,
  },
  query("last 100", true, `latest 100 ${SELECT}`, () => `${COLUMNS} ${DESC} LIMIT 100`, jqNewest(100, "")),
  query(
    "one-hour window",
    true,
    `${hour.evq} ${SELECT}`,
    () => `${COLUMNS} WHERE ${hour.sql} ${ASC}`,
    `[inputs | select(${hour.jq})] | ${SORTED}[] | ${ROW}`,
  ),
  query(
    "type = x, newest 50",
    true,
    `where event_type = "webhook_failed" latest 50 ${SELECT}`,
    () => `${COLUMNS} WHERE event_type = 'webhook_failed' ${DESC} LIMIT 50`,
    jqNewest(50, ` | select(.event_type == "webhook_failed")`),
  ),
  query(
    "in-list in a day, 500 rows",
    true,
    `${day.evq} where event_type in (${list('"')}) limit 500 ${SELECT}`,
    () => `${COLUMNS} WHERE ${day.sql} AND event_type IN (${list("'")}) ${ASC} LIMIT 500`,
    `[inputs | select(${day.jq} and (.event_type | IN(${list('"')})))] | ${SORTED} | .[:500][] | ${ROW}`,
  ),
  query(
    "payload number > x",
    true,
    `where payload.duration > 20000 ${NARROW}`,
    ({ duration }) => `SELECT stream_id, seq, ${duration} FROM event WHERE ${duration} > 20000 ${ASC}`,
    `[inputs | select((.payload.duration // 0) > 20000)] | ${SORTED}[] | [.stream_id, .sequence_number, .payload.duration]`,
  ),
  query(
    "path contains, rare",
    true,
    `where payload.message contains "E-7f3a91" ${SELECT}`,
    ({ message, contains }) => `${COLUMNS} WHERE ${contains(message, "E-7f3a91")} ${ASC}`,
    `[inputs | select((.payload.message // "") | contains("E-7f3a91"))] | ${SORTED}[] | ${ROW}`,
  ),
  query(
    "path contains, common",
    false,
    `where payload.message contains "timeout after" reduce count()`,
    ({ message, contains }) => `SELECT count(*) FROM event WHERE ${contains(message, "timeout after")}`,
    `reduce (inputs | select((.payload.message // "") | contains("timeout after"))) as $e (0; . + 1) | [.]`,
  ),
  query(
    "count by type",
    false,
    "reduce count() by event_type",
    () => `SELECT event_type, count(*) FROM event GROUP BY 1`,
    `reduce inputs as $e ({}; .[$e.event_type] += 1) | to_entries[] | [.key, .value]`,
  ),
  query(
    "count by type and hour",
    false,
    "reduce count() by event_type, bin(timestamp, 1h) as hour",
    (words) => `SELECT event_type, ${words.hour}, count(*) FROM event GROUP BY 1, 2`,
    `reduce inputs as $e ({}; .[$e.event_type][$e.timestamp[:13]] += 1) | to_entries[] | .key as $type | .value | to_entries[] | [$type, (.key + ":00:00Z" | fromdate * 1000000), .value]`,
  ),
  query(
    "average by type",
    false,
    `where payload.duration is not null reduce avg(payload.duration) by event_type`,
    ({ duration }) => `SELECT event_type, avg(${duration}) FROM event WHERE ${duration} IS NOT NULL GROUP BY 1`,
    `reduce (inputs | select(.payload.duration)) as $e ({}; .[$e.event_type] |= [(.[0] // 0) + $e.payload.duration, (.[1] // 0) + 1]) | to_entries[] | [.key, .value[0] / .value[1]]`,
  ),
  query(
    "dedupe by two keys",
    true,
    `${day.evq} dedupe by stream_id, event_type order by timestamp desc, stream_id desc, event_type desc limit 100 select stream_id, event_type, timestamp`,
    () =>
      `SELECT stream_id, event_type, max(ts) AS m FROM event WHERE ${day.sql} GROUP BY 1, 2 ORDER BY m DESC, 1 DESC, 2 DESC LIMIT 100`,
    `reduce (inputs | select(${day.jq})) as $e ({}; ($e.stream_id + " " + $e.event_type) as $k | if (.[$k] // "") < $e.timestamp then .[$k] = $e.timestamp else . end) | [to_entries[] | (.key | split(" ")) as $k | {t: .value, s: $k[0], y: $k[1]}] | sort_by(.t, .s, .y) | reverse | .[:100][] | [.s, .y, ((.t[:19] + "Z" | fromdate) * 1000000 + (.t[20:23] | tonumber) * 1000)]`,
  ),
  query(
    "collect",
    false,
    `${hour.evq} where payload.userId is not null reduce collect(payload.userId) by event_type`,
    (words) =>
      `SELECT event_type, ${words.list(words.user)} FROM event WHERE ${hour.sql} AND ${words.user} IS NOT NULL GROUP BY 1`,
    `reduce (inputs | select(${hour.jq} and .payload.userId)) as $e ({}; .[$e.event_type] += [$e.payload.userId]) | to_entries[] | [.key, .value]`,
  ),
  query(
    "offset 500,000",
    true,
    `order by timestamp desc offset 500000 limit 50 ${SELECT}`,
    () => `${COLUMNS} ${DESC} LIMIT 50 OFFSET 500000`,
    `[inputs] | ${SORTED} | reverse | .[500000:500050][] | ${ROW}`,
  ),
  query(
    "keyset page",
    true,
    `where timestamp < @${instant(15)} latest 50 ${SELECT}`,
    () => `${COLUMNS} WHERE ts < ${micros(15)} ${DESC} LIMIT 50`,
    jqNewest(50, ` | select(.timestamp < "${instant(15)}")`),
  ),
  query(
    "sum by country",
    false,
    `where payload.amount is not null reduce sum(payload.amount) by payload.geo.country`,
    ({ country, amount }) => `SELECT ${country}, sum(${amount}) FROM event WHERE ${amount} IS NOT NULL GROUP BY 1`,
    `reduce (inputs | select(.payload.amount)) as $e ({}; .[$e.payload.geo.country] += $e.payload.amount) | to_entries[] | [.key, .value]`,
  ),
  query(
    "text anywhere in the payload",
    false,
    `where payload contains "order-29999\\"" reduce count()`,
    ({ contains }) => `SELECT count(*) FROM event WHERE ${contains("payload", 'order-29999"')}`,
    `reduce (inputs | select(.payload | tojson | contains("order-29999\\""))) as $e (0; . + 1) | [.]`,
  ),
  query(
    "eq + between + average by type",
    false,
    `where payload.geo.country = "de" and payload.duration between 100 and 1000 reduce avg(payload.duration) by event_type`,
    ({ country, duration }) =>
      `SELECT event_type, avg(${duration}) FROM event WHERE ${country} = 'de' AND ${duration} BETWEEN 100 AND 1000 GROUP BY 1`,
    `reduce (inputs | select(.payload.geo.country == "de" and .payload.duration and .payload.duration >= 100 and .payload.duration <= 1000)) as $e ({}; .[$e.event_type] |= [(.[0] // 0) + $e.payload.duration, (.[1] // 0) + 1]) | to_entries[] | [.key, .value[0] / .value[1]]`,
  ),
  query(
    "count, two equalities",
    false,
    `where payload.geo.country = "de" and event_type = "page_view" reduce count()`,
    ({ country }) => `SELECT count(*) FROM event WHERE ${country} = 'de' AND event_type = 'page_view'`,
    `reduce (inputs | select(.payload.geo.country == "de" and .event_type == "page_view")) as $e (0; . + 1) | [.]`,
  ),
];
