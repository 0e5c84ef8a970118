import { closeSync, openSync, writeSync } from "node:fs";
import { Random, zipf } from "./random.ts";

/** First instant of the generated events, and how many days they span. */
export const START = Date.UTC(2024, 0, 1);
const DAYS = 30;
const STREAMS = 10_000;

/** 50 event types, most frequent first, each with the shape of its payload. */
const TYPES =
  `page_view:web api_request:job click:web query_executed:job cache_hit:metric search_performed:web login:web
metric_sampled:metric file_opened:web job_started:job job_finished:job logout:web message_sent:web cache_miss:metric
OrderCreated:order record_updated:audit item_added_to_cart:order threshold_exceeded:metric file_saved:web
payment_captured:order OrderPaid:order error_raised:error record_created:audit session_expired:web OrderShipped:order
email_sent:web token_refreshed:web webhook_delivered:job deploy_started:job deploy_finished:job record_deleted:audit
password_changed:audit OrderCancelled:order payment_failed:error webhook_failed:error job_failed:error
invoice_issued:order refund_issued:order feature_flag_toggled:audit user_invited:audit user_registered:audit
role_granted:audit role_revoked:audit export_requested:job export_finished:job backup_started:job backup_finished:job
alert_acknowledged:metric config_changed:audit account_closed:audit`
    .split(/\s+/)
    .map((entry) => entry.split(":") as [string, Shape]);

type Shape = "web" | "job" | "metric" | "order" | "audit" | "error";

const WORDS = `request completed without issue for tenant while reading index segment from replica node after retry of
upstream call connection reset by peer queue depth normal scheduler tick worker pool drained checkpoint written lease
renewed leader elected shard moved cache warmed schema loaded`.split(/\s+/);
const COUNTRIES = ["de", "us", "fr", "gb", "in", "br", "jp", "nl", "es", "it", "pl", "se"];
const PAGES = [
  "/dashboard",
  "/home",
  "/settings",
  "/orders",
  "/reports",
  "/search",
  "/login",
  "/billing",
  "/team",
  "/help",
];

/** Writes `count` events as NDJSON, in time order, 200–450 bytes of payload each; the same file for the same count. */
export function writeEvents(path: string, count: number): void {
  const file = openSync(path, "w");
  let buffer = "";
  for (const line of events(count)) {
    buffer += line;
    if (buffer.length > 1 << 22) {
      writeSync(file, buffer);
      buffer = "";
    }
  }
  writeSync(file, buffer);
  closeSync(file);
}

function* events(count: number): Generator<string> {
  const random = new Random(0x9e3779b9);
  const type = zipf(random, TYPES.length, 1.05);
  const stream = zipf(random, STREAMS, 0.6);
  const sequence = new Uint32Array(STREAMS);
  const time = arrivals(count, random);
  for (let i = 0; i < count; i++) {
    const timestamp = new Date(time(i)).toISOString();
    const [name, shape] = TYPES[type()] as [string, Shape];
    const of = stream();
    const number = (sequence[of] = (sequence[of] ?? 0) + 1);
    const payload = JSON.stringify(payloadOf(shape, random));
    const metadata = `{"source":"${random.pick(["web-app", "api", "worker", "cron"])}","version":"1.${random.below(5)}.${random.below(10)}","traceId":"${random.hex(16)}"}`;
    yield `{"instanceId":"app","stream_id":"stream-${of}","event_type":"${name}","payload":${payload},"metadata":${metadata},"timestamp":"${timestamp}","sequence_number":${number}}\n`;
  }
}

/** The time of the i-th event in milliseconds: busier by day than by night. */
function arrivals(count: number, random: Random): (i: number) => number {
  const minutes = DAYS * 1440;
  const cumulative = new Float64Array(minutes);
  let total = 0;
  for (let i = 0; i < minutes; i++)
    cumulative[i] = total += 1 + 0.6 * Math.sin(((i % 1440) / 1440) * 2 * Math.PI - 1.6);
  let minute = 0;
  return (i) => {
    const target = ((i + random.next() * 0.999) / count) * total;
    while ((cumulative[minute] ?? Infinity) < target) minute++;
    const before = minute > 0 ? (cumulative[minute - 1] ?? 0) : 0;
    return Math.floor(START + minute * 60_000 + ((target - before) / ((cumulative[minute] ?? 0) - before)) * 60_000);
  };
}

function payloadOf(shape: Shape, random: Random): object {
  const userId = `user-${random.below(20_000)}`;
  const duration = () => Math.floor(Math.exp(4 + random.next() * random.next() * 6.3) * 10) / 10;
  const words = (n: number) => Array.from({ length: n }, () => random.pick(WORDS)).join(" ");
  switch (shape) {
    case "web":
      return {
        userId,
        page: random.pick(PAGES),
        referrer: random.pick(PAGES),
        duration: duration(),
        ip: `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
        device: {
          os: random.pick(["linux", "windows", "macos", "android", "ios"]),
          browser: random.pick(["chrome", "firefox", "safari", "edge"]),
          screen: { w: random.pick([1280, 1440, 1920, 2560]), h: random.pick([720, 900, 1080, 1440]) },
        },
        geo: { country: random.pick(COUNTRIES), zone: random.below(24) },
        sessionId: random.hex(16),
      };
    case "job":
      return {
        userId,
        job: `job-${random.below(500)}`,
        duration: duration(),
        attempt: random.below(4),
        result: { rows: random.below(100_000), bytes: random.below(1e8), ok: random.next() < 0.97 },
        queue: random.pick(["default", "bulk", "mail", "index"]),
        message: words(8 + random.below(8)),
        geo: { country: random.pick(COUNTRIES) },
      };
    case "metric":
      return {
        metric: random.pick(["cpu_usage", "mem_usage", "disk_io", "latency_p99", "queue_depth"]),
        value: Math.floor(random.next() * 10_000) / 100,
        threshold: 80,
        duration: duration(),
        severity: random.pick(["info", "warning", "critical"]),
        host: {
          name: `node-${random.below(64)}`,
          region: random.pick(["eu-1", "us-1", "ap-1"]),
          labels: { rack: `r${random.below(40)}`, role: random.pick(["web", "db", "cache"]) },
        },
        userId,
      };
    case "order": {
      const items = Array.from({ length: 1 + random.below(3) }, () => ({
        sku: `SKU-${random.below(5000)}`,
        qty: 1 + random.below(5),
        price: Math.floor(random.next() * 20_000) / 100,
      }));
      const amount = Math.floor(items.reduce((sum, item) => sum + item.qty * item.price, 0) * 100) / 100;
      return {
        userId,
        orderId: `order-${random.below(300_000)}`,
        customerId: `cust-${random.below(30_000)}`,
        items,
        amount,
        currency: random.pick(["EUR", "USD", "GBP"]),
        geo: { country: random.pick(COUNTRIES) },
      };
    }
    case "audit":
      return {
        userId,
        table: random.pick(["users", "orders", "teams", "flags", "billing"]),
        recordId: `rec-${random.below(100_000)}`,
        changes: {
          field: random.pick(["email", "name", "role", "limit", "plan"]),
          old: random.hex(10),
          new: random.hex(10),
        },
        performedBy: `admin-${random.below(50)}`,
        reason: words(5 + random.below(6)),
      };
    case "error": {
      const rare = random.below(4000) === 0 ? " E-7f3a91 lock order violation" : "";
      const timeout = random.next() < 0.3 ? `upstream timeout after ${random.below(30_000)} ms: ` : "";
      return {
        userId,
        message: timeout + words(8 + random.below(8)) + rare,
        code: random.pick(["ECONNRESET", "ETIMEDOUT", "EPIPE", "E500", "E429"]),
        severity: random.pick(["warning", "error", "critical"]),
        duration: duration(),
        stack: [
          `at f${random.below(90)} (src/a${random.below(40)}.ts:${random.below(900)})`,
          `at g${random.below(90)} (src/b${random.below(40)}.ts:${random.below(900)})`,
        ],
        retry: { count: random.below(5), final: random.next() < 0.2 },
      };
    }
  }
}
