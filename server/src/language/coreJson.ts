import { EvqError } from "../base/failure.ts";
import { JsonError, parseJson } from "../base/json.ts";
import { coreText, fromCoreQuery, toCoreQuery } from "../query/core.ts";
import { queryText } from "../query/text.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * A query as the JSON of the event-log query DSL (language reference, section 7). `query` is its place, from 0.
 * @throws EvqError `query.invalid`, `query.not-core` naming the clause that the DSL does not have
 */
export function queryToJson({ bound }: Snapshot, query: number): string {
  const model = bound.queries[query]?.query;
  if (!model) throw new EvqError("query.invalid", "The query has errors.", "Mend what is underlined first.");
  const core = toCoreQuery(model);
  if (core.core) return coreText(core.core);
  throw new EvqError(
    "query.not-core",
    `This query is no JSON query because of its \`${core.clause}\`: ${core.reason}.`,
    `Take \`${core.clause}\` out of a copy of the query and copy that.`,
  );
}

/**
 * The text of a query that was written as JSON.
 * @throws EvqError `json.invalid` saying where and why it is no such query
 */
export function jsonToQuery(json: string, timeZone: string): string {
  const { query, problem } = fromCoreQuery(parsed(json));
  if (!query) throw notAQuery(problem);
  const { text, problem: unwritable } = queryText(query, timeZone);
  if (text === undefined) throw notAQuery(unwritable);
  return text;
}

function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch (thrown) {
    if (thrown instanceof JsonError) throw notAQuery(thrown.message);
    throw thrown;
  }
}

function notAQuery(reason: string): EvqError {
  return new EvqError(
    "json.invalid",
    `This is no query as JSON: ${reason}.`,
    'Copy one such as {"from": {"instance": "orders"}, "limit": 10}.',
  );
}
