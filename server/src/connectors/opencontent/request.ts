import type { Query } from "../../query/query.ts";
import { conjunctsOf } from "../paging/window.ts";
import type { SourceRequest } from "../sender.ts";
import type { OpenContentSettings } from "./settings.ts";

/**
 * `GET /opencontent/eventlog?event=N`: events with an id above N, for a negative one the last |N|, without it all
 * there are; as many as the server likes, in the order of their ids.
 */
export function openContentRequest(
  { url }: OpenContentSettings,
  log: string,
  event: bigint | undefined,
  authorization: string,
): SourceRequest {
  const address = new URL(`opencontent/${log}`, url.endsWith("/") ? url : `${url}/`);
  if (event !== undefined) address.searchParams.set("event", String(event));
  return { method: "GET", url: address.href, headers: { accept: "application/json", authorization } };
}

/** A token by client credentials (RFC 6749, section 4.4). */
export function tokenRequest(tokenUrl: string, authorization: string): SourceRequest {
  return {
    method: "POST",
    url: tokenUrl,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      authorization,
    },
    body: "grant_type=client_credentials",
    purpose: "a token",
  };
}

/** The largest id that the query wants only events above of. */
export function idBefore({ where }: Query): bigint | undefined {
  let before: bigint | undefined;
  for (const test of conjunctsOf(where)) {
    if (test.kind !== "compare" || test.left.kind !== "field" || test.left.field.column !== "sequence_number") continue;
    const value = test.right.kind === "constant" ? test.right.value : undefined;
    if (typeof value !== "bigint" || (test.operator !== "gt" && test.operator !== "gte")) continue;
    const id = test.operator === "gt" ? value : value - 1n;
    if (before === undefined || id > before) before = id;
  }
  // A negative one would mean the last events.
  return before !== undefined && before < 0n ? undefined : before;
}
