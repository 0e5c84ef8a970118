import { bind } from "../../server/src/query/bind.ts";
import { ground } from "../../server/src/query/ground.ts";
import { catalogOf } from "../../server/src/query/kinds.ts";
import type { Query } from "../../server/src/query/query.ts";
import { parse } from "../../server/src/syntax/parse.ts";

/** The last query of a text over `cms`, a connection to Contember, ready to run. */
export function cmsQuery(text: string): Query {
  const { document, problems } = parse(text);
  const catalog = catalogOf([{ name: "cms", kind: "contember", connected: true }]);
  const bound = bind(document, catalog, { timeZone: "UTC" });
  const errors = [...problems, ...bound.problems].filter(({ severity }) => severity === "error");
  const query = bound.queries.at(-1)?.query;
  if (!query || errors.length > 0) throw new Error(`the test's text has errors: ${JSON.stringify(errors)}`);
  return ground(query, { parameters: new Map(), now: BigInt(Date.now()) * 1000n, timeZone: "UTC" });
}
