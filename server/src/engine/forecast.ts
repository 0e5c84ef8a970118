import type { Forecast } from "../../protocol/results.ts";
import type { Connector } from "../connectors/connector.ts";
import { conjunctsOf, limitOf, windowOf } from "../connectors/paging/window.ts";
import type { LogScan, Plan } from "../plan/plan.ts";
import { printSource } from "../plan/text.ts";
import type { LogSource, Query } from "../query/query.ts";
import type { ComparisonPlan } from "./comparison.ts";
import type { LogSizes } from "./logSizes.ts";
import { mergeable } from "./several.ts";
import { rowWise } from "./stream.ts";

export interface ForecastParts {
  readonly connectorOf: (source: LogSource) => Connector;
  readonly sizes: LogSizes;
  /** Microseconds since 1970. */
  readonly now: bigint;
}

/** What is asked without a second thought, although it is all that a log has. */
const FEW_REQUESTS = 20;

/** How many requests a plan will send, as far as that can be known before: by its limits, and by what was seen of its logs. */
export function forecastOf(planned: Plan | ComparisonPlan, parts: ForecastParts): Forecast {
  const scans = "compare" in planned ? [...scansOf(planned.after), ...scansOf(planned.before)] : scansOf(planned);
  const found = scans.flatMap((scan) => scanForecast(scan, parts) ?? []);
  const isKnown = found.every(({ requests }) => requests !== undefined);
  return {
    ...(isKnown && { requests: found.reduce((sum, { requests = 0 }) => sum + requests, 0) }),
    lines: found.map(({ line }) => line),
    whole: found.filter(({ isWhole }) => isWhole).map(({ name }) => name),
  };
}

interface Counted {
  readonly scan: LogScan;
  /** Whether reading stops as soon as enough rows are found here. */
  readonly stopsEarly: boolean;
}

function scansOf(plan: Plan): readonly Counted[] {
  const stopsEarly = plan.residual.limit !== undefined && (rowWise(plan) ?? mergeable(plan)) !== undefined;
  return plan.scans.flatMap((scan) => (scan.kind === "log" ? [{ scan, stopsEarly }] : scansOf(scan.plan)));
}

interface ScanForecast {
  readonly name: string;
  readonly requests?: number;
  readonly line: string;
  /** Whether all that the log has will be read, and that is not known to be little. */
  readonly isWhole: boolean;
}

/** Undefined where nothing is sent. */
function scanForecast({ scan, stopsEarly }: Counted, parts: ForecastParts): ScanForecast | undefined {
  const connector = parts.connectorOf(scan.source);
  if (!connector.eventsPerRequest) return undefined;
  const name = printSource(scan.source);
  const size = connector.eventsPerRequest(scan.query) ?? parts.sizes.perRequest(scan.source);
  const limit = limitOf(scan.query);
  if (Number.isFinite(limit)) {
    const requests = Math.max(1, Math.ceil((limit + 1) / (size ?? limit + 1)));
    return { name, requests, isWhole: false, line: `${name}: ${counted(requests)} for at most ${many(limit)}.` };
  }
  const isWhole = !isBounded(scan.query) && !stopsEarly;
  const what = isWhole ? "all that it has" : stopsEarly ? "until there are enough rows" : "all of the window";
  const events = size === undefined ? undefined : eventsOf(scan.query, connector, parts);
  if (size === undefined || events === undefined) {
    const each = size === undefined ? "as many requests as it has pages" : `a request for every ${many(size)}`;
    return { name, isWhole, line: `${name}: ${what}, ${each}. How many events that are is not known.` };
  }
  const requests = Math.max(1, Math.ceil(events / size));
  const most = stopsEarly ? "at most " : "";
  const line = `${name}: ${what}, ${most}about ${counted(requests)} for about ${many(Math.round(events))}, by what was seen of it.`;
  return { name, requests, isWhole: isWhole && requests > FEW_REQUESTS, line };
}

/** Whether a scan begins somewhere, or is of certain events: then it does not grow with the log. */
function isBounded(query: Query): boolean {
  if (windowOf(query).from !== undefined) return true;
  return conjunctsOf(query.where).some((test) => {
    if (!("left" in test) || test.left.kind !== "field") return false;
    const { column } = test.left.field;
    if (column === "sequence_number") return test.kind === "compare" && !["lt", "lte", "neq"].includes(test.operator);
    const isOne = (test.kind === "compare" && test.operator === "eq") || (test.kind === "in" && !test.negated);
    return (column === "id" || column === "entity_id") && isOne;
  });
}

/** Events that a scan will read by what was seen of the log: how many there are in all, or how dense they lie. */
function eventsOf(query: Query, { capabilities }: Connector, { sizes, now }: ForecastParts): number | undefined {
  const [source] = query.from;
  if (source?.kind !== "log") return undefined;
  const { from, to = now } = windowOf(query);
  const oldest =
    from ?? (capabilities.retentionDays === undefined ? undefined : now - days(capabilities.retentionDays));
  const end = to < now ? to : now;
  return sizes.between(source, oldest, end);
}

function days(count: number): bigint {
  return BigInt(count) * 86_400_000_000n;
}

function counted(requests: number): string {
  return `${requests.toLocaleString("en")} ${requests === 1 ? "request" : "requests"}`;
}

function many(events: number): string {
  return `${events.toLocaleString("en")} ${events === 1 ? "event" : "events"}`;
}
