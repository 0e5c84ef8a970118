import { START } from "./events.ts";

/** One question put to every system; answers must agree before times are compared. */
export interface BenchQuery {
  readonly name: string;
  readonly evq: string;
  /** For sqlite3, over the table of `sqlite.ts`. */
  readonly sql: string;
  /** For jq, over the NDJSON file with `-n` and `inputs`; prints one compact JSON array a row. */
  readonly jq: string;
  /** Whether rows come in an order that must be the same everywhere. */
  readonly ordered: boolean;
}

const DAY = 86_400_000;
const instant = (days: number, hours = 0) => new Date(START + days * DAY + hours * 3_600_000).toISOString();
const micros = (days: number, hours = 0) => (START + days * DAY + hours * 3_600_000) * 1000;
const between = (low: string, high: string) => `.timestamp >= "${low}" and .timestamp < "${high}"`;

const hour = { from: instant(12, 10), to: instant(12, 11), sql: `ts >= ${micros(12, 10)} AND ts < ${micros(12, 11)}` };
const day = { from: instant(10), to: instant(11), sql: `ts >= ${micros(10)} AND ts < ${micros(11)}` };
const logins = ["login", "logout", "session_expired", "token_refreshed", "password_changed"];
const list = (quote: string) => logins.map((type) => `${quote}${type}${quote}`).join(", ");

const COLUMNS = "stream_id, seq, event_type";
const SELECT = "select stream_id, sequence_number, event_type";
const ROW = "[.stream_id, .sequence_number, .event_type]";

export const queries: readonly BenchQuery[] = [
  {
    name: "point lookup",
    evq: `from local.app stream "stream-13" where sequence_number = 7 ${SELECT}`,
    sql: `SELECT ${COLUMNS} FROM event WHERE stream_id = 'stream-13' AND seq = 7`,
    jq: `inputs | select(.stream_id == "stream-13" and .sequence_number == 7) | ${ROW}`,
    ordered: true,
  },
  {
    name: "last 100",
    evq: `from local.app latest 100 select stream_id, sequence_number, event_type`,
    sql: `SELECT ${COLUMNS} FROM event ORDER BY ts DESC, seq DESC, stream_id DESC LIMIT 100`,
    jq: `reduce inputs as $e ([]; (. + [$e]) | if length > 2000 then sort_by(.timestamp, .sequence_number, .stream_id) | .[-100:] else . end) | sort_by(.timestamp, .sequence_number, .stream_id) | reverse | .[:100][] | ${ROW}`,
    ordered: true,
  },
  {
    name: "one-hour window",
    evq: `from local.app during @${hour.from} .. @${hour.to} ${SELECT}`,
    sql: `SELECT ${COLUMNS} FROM event WHERE ${hour.sql} ORDER BY ts, seq, stream_id`,
    jq: `[inputs | select(${between(hour.from, hour.to)})] | sort_by(.timestamp, .sequence_number, .stream_id)[] | ${ROW}`,
    ordered: true,
  },
  {
    name: "type = x, newest 50",
    evq: `from local.app where event_type = "webhook_failed" latest 50 ${SELECT}`,
    sql: `SELECT ${COLUMNS} FROM event WHERE event_type = 'webhook_failed' ORDER BY ts DESC, seq DESC, stream_id DESC LIMIT 50`,
    jq: `[inputs | select(.event_type == "webhook_failed")] | sort_by(.timestamp, .sequence_number, .stream_id) | reverse | .[:50][] | ${ROW}`,
    ordered: true,
  },
  {
    name: "in-list in a day, 500 rows",
    evq: `from local.app during @${day.from} .. @${day.to} where event_type in (${list('"')}) limit 500 ${SELECT}`,
    sql: `SELECT ${COLUMNS} FROM event WHERE ${day.sql} AND event_type IN (${list("'")}) ORDER BY ts, seq, stream_id LIMIT 500`,
    jq: `[inputs | select(${between(day.from, day.to)} and (.event_type | IN(${list('"')})))] | sort_by(.timestamp, .sequence_number, .stream_id) | .[:500][] | ${ROW}`,
    ordered: true,
  },
  {
    name: "payload number > x",
    evq: `from local.app where payload.duration > 20000 ${SELECT}`,
    sql: `SELECT ${COLUMNS} FROM event WHERE payload ->> '$.duration' > 20000 ORDER BY ts, seq, stream_id`,
    jq: `[inputs | select((.payload.duration // 0) > 20000)] | sort_by(.timestamp, .sequence_number, .stream_id)[] | ${ROW}`,
    ordered: true,
  },
  {
    name: "path contains, rare",
    evq: `from local.app where payload.message contains "E-7f3a91" ${SELECT}`,
    sql: `SELECT ${COLUMNS} FROM event WHERE instr(payload ->> '$.message', 'E-7f3a91') > 0 ORDER BY ts, seq, stream_id`,
    jq: `[inputs | select((.payload.message // "") | contains("E-7f3a91"))] | sort_by(.timestamp, .sequence_number, .stream_id)[] | ${ROW}`,
    ordered: true,
  },
  {
    name: "count by type",
    evq: `from local.app reduce count() by event_type`,
    sql: `SELECT event_type, count(*) FROM event GROUP BY 1`,
    jq: `reduce inputs as $e ({}; .[$e.event_type] += 1) | to_entries[] | [.key, .value]`,
    ordered: false,
  },
  {
    name: "count by type and hour",
    evq: `from local.app reduce count() by event_type, bin(timestamp, 1h) as hour select event_type, hour, \`count()\``,
    sql: `SELECT event_type, strftime('%Y-%m-%dT%H:00:00Z', ts / 3600000000 * 3600, 'unixepoch'), count(*) FROM event GROUP BY 1, ts / 3600000000`,
    jq: `[inputs | .event_type + " " + .timestamp[:13]] | group_by(.)[] | (.[0] | split(" ")) as $k | [$k[0], $k[1] + ":00:00Z", length]`,
    ordered: false,
  },
  {
    name: "average by type",
    evq: `from local.app where payload.duration is not null reduce avg(payload.duration) by event_type`,
    sql: `SELECT event_type, avg(payload ->> '$.duration') FROM event WHERE payload ->> '$.duration' IS NOT NULL GROUP BY 1`,
    jq: `reduce (inputs | select(.payload.duration)) as $e ({}; .[$e.event_type] |= [(.[0] // 0) + $e.payload.duration, (.[1] // 0) + 1]) | to_entries[] | [.key, .value[0] / .value[1]]`,
    ordered: false,
  },
  {
    name: "sum by country",
    evq: `from local.app where payload.amount is not null reduce sum(payload.amount) by payload.geo.country`,
    sql: `SELECT payload ->> '$.geo.country', sum(payload ->> '$.amount') FROM event WHERE payload ->> '$.amount' IS NOT NULL GROUP BY 1`,
    jq: `reduce (inputs | select(.payload.amount)) as $e ({}; .[$e.payload.geo.country] += $e.payload.amount) | to_entries[] | [.key, .value]`,
    ordered: false,
  },
  {
    name: "text anywhere in the payload",
    evq: `from local.app where payload contains "order-29999\\"" reduce count()`,
    sql: `SELECT count(*) FROM event WHERE instr(payload, 'order-29999"') > 0`,
    jq: `reduce (inputs | select(.payload | tojson | contains("order-29999\\""))) as $e (0; . + 1) | [.]`,
    ordered: false,
  },
];
