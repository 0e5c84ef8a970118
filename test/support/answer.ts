import { formatInstant, readInstant } from "../../server/src/base/instant.ts";
import { printJson } from "../../server/src/base/json.ts";
import { Instant, Json } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { bind } from "../../server/src/query/bind.ts";
import { catalogOf } from "../../server/src/query/kinds.ts";
import { evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import type { Evaluation } from "../../server/src/query/evaluate/evaluate.ts";
import type { Event } from "../../server/src/query/event.ts";
import { ground } from "../../server/src/query/ground.ts";
import type { Query } from "../../server/src/query/query.ts";
import { parse } from "../../server/src/syntax/parse.ts";

export interface Setting {
  readonly timeZone?: string;
  /** RFC 3339; what `now()` is. */
  readonly now?: string;
}

/** The grounded model of the last query of a text over `local`; problems of the text fail the test. */
export function queryOf(text: string, { timeZone = "UTC", now = "2024-01-02T00:00:00Z" }: Setting = {}): Query {
  const { document, problems } = parse(text);
  const catalog = catalogOf([{ name: "local", kind: "local", connected: true }]);
  const bound = bind(document, catalog, { timeZone });
  const errors = [...problems, ...bound.problems].filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    throw new Error(
      `the test's text has errors: ${errors.map(({ code, message }) => `${code}: ${message}`).join("; ")}`,
    );
  const query = bound.queries.at(-1)?.query;
  if (!query) throw new Error("the test's text holds no query");
  return ground(query, { parameters: new Map(), now: readInstant(now) ?? 0n, timeZone });
}

/** What a text gives over the events of `local.app`. */
export function evaluation(text: string, events: readonly Event[], setting: Setting = {}): Evaluation {
  const query = queryOf(text, setting);
  return evaluate(query, ({ log }) => events.filter(({ instance_id }) => instance_id === (log ?? "app")), {
    timeZone: setting.timeZone ?? "UTC",
  });
}

/** The answer as lines: cells by two blanks, text in quotes, times as they print, null as `-`. */
export function answer(text: string, events: readonly Event[], setting: Setting = {}): string[] {
  return evaluation(text, events, setting).table.rows.map(({ values }) => values.map(show).join("  "));
}

/** The ids of the events that a `where` keeps. */
export function kept(predicate: string, events: readonly Event[], setting: Setting = {}): string {
  return answer(`from local.app where ${predicate} select id`, events, setting)
    .map((line) => line.replaceAll('"', ""))
    .join(" ");
}

function show(value: Value): string {
  if (value === null) return "-";
  if (value instanceof Instant) return formatInstant(value.micros);
  return value instanceof Json ? value.text : printJson(value);
}
