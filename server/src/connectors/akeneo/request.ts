import type { Predicate, Query } from "../../query/query.ts";
import type { TimePlace } from "../paging/byTime.ts";
import { conjunctsOf, millisecondText } from "../paging/window.ts";
import type { SourceRequest } from "../sender.ts";
import { platformUrl } from "./settings.ts";
import type { AkeneoSettings } from "./settings.ts";

export const PAGE_SIZE = 100;

/** One page of `GET /api/v1/logs`. */
export function akeneoRequest(
  settings: AkeneoSettings,
  query: Query,
  { window, page }: TimePlace,
  pageSize: number,
  token: string,
): SourceRequest {
  const base = platformUrl(settings);
  const url = new URL("api/v1/logs", base.endsWith("/") ? base : `${base}/`);
  const {
    from = "timestamp_from",
    to = "timestamp_to",
    page: pageName = "page",
    limit = "limit",
  } = settings.params ?? {};
  for (const test of conjunctsOf(query.where)) {
    const [name, value] = parameterOf(test) ?? [];
    if (name !== undefined && value !== undefined && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  url.searchParams.set("order", query.orderBy?.[0]?.direction === "desc" ? "desc" : "asc");
  if (window.from !== undefined) url.searchParams.set(from, millisecondText(window.from, "from"));
  if (window.to !== undefined) url.searchParams.set(to, millisecondText(window.to, "to"));
  url.searchParams.set(limit, String(pageSize));
  url.searchParams.set(pageName, String(page));
  return {
    method: "GET",
    url: url.href,
    headers: {
      accept: "application/json",
      "X-PIM-URL": settings.pim,
      "X-PIM-CLIENT-ID": settings.clientId,
      // The raw token, without `Bearer`.
      "X-PIM-TOKEN": token,
    },
  };
}

/** What the PIM is asked for a token with; the answer is an OAuth token that lives an hour. */
export function tokenRequest(
  { pim, username = "" }: AkeneoSettings,
  authorization: string,
  password: string,
): SourceRequest {
  return {
    method: "POST",
    url: new URL("api/oauth/v1/token", pim.endsWith("/") ? pim : `${pim}/`).href,
    headers: { "content-type": "application/json", accept: "application/json", authorization },
    body: JSON.stringify({ grant_type: "password", username, password }),
    purpose: "a token",
  };
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A test as a parameter. Values that the platform would refuse are not sent: no event has them, and that is found here. */
function parameterOf(test: Predicate): readonly [string, string] | undefined {
  if (test.kind !== "compare" || test.operator !== "eq" || test.left.kind !== "field") return undefined;
  const value = test.right.kind === "constant" ? test.right.value : undefined;
  if (typeof value !== "string") return undefined;
  const { column, path } = test.left.field;
  if (column === "entity_id" && UUID.test(value)) return ["subscription_id", value];
  const isLogType = column === "raw" && path.length === 1 && path[0] === "log_type";
  return isLogType && (value === "error" || value === "action") ? ["log_type", value] : undefined;
}
