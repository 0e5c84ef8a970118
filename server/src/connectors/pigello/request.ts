import type { Constant, Expression, Predicate, Query } from "../../query/query.ts";
import type { TimePlace } from "../paging/byTime.ts";
import { conjunctsOf, millisecondText } from "../paging/window.ts";
import type { SourceRequest } from "../sender.ts";
import type { PigelloSettings } from "./settings.ts";

/** The largest page of the vendor's examples. */
export const LARGEST_PAGE = 500;

const FIELDS: Readonly<Record<string, string>> = {
  event_type: "event_identifier",
  entity_type: "content_type",
  entity_id: "object_id",
};

/**
 * One page of `GET /common/eventlog/list/`. Negation is a `!` behind a parameter's name, `__in` takes a comma list.
 * @param secret the client secret, the seventh of the seven headers
 */
export function pigelloRequest(
  settings: PigelloSettings,
  query: Query,
  { window, page }: TimePlace,
  pageSize: number,
  secret: string,
): SourceRequest {
  const url = pigelloUrl(settings, "common/eventlog/list/");
  const parameters = new Map<string, string>();
  if (window.from !== undefined) parameters.set("created_at__gte", millisecondText(window.from, "from"));
  if (window.to !== undefined) parameters.set("created_at__lte", millisecondText(window.to, "to"));
  for (const test of conjunctsOf(query.where)) {
    const [name, value] = parameterOf(test) ?? [];
    // Of two tests of one kind on one field the first is sent; both are made again here.
    if (name !== undefined && value !== undefined && !parameters.has(name)) parameters.set(name, value);
  }
  parameters.set("_order_by", query.orderBy?.[0]?.direction === "desc" ? "-created_at,-id" : "created_at,id");
  parameters.set("_page", String(page));
  parameters.set("_page_size", String(pageSize));
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return { method: "GET", url: url.href, headers: headersOf(settings, secret) };
}

export function headersOf({ headers }: PigelloSettings, secret: string): Record<string, string> {
  return { accept: "application/json", ...headers, "X-PIGELLO-CLIENT-SECRET": secret };
}

/** A test as a parameter; undefined for those on the time, which the window has already. */
function parameterOf(test: Predicate): readonly [string, string] | undefined {
  if (!("left" in test) || test.left.kind !== "field") return undefined;
  const field = FIELDS[test.left.field.column];
  if (field === undefined) return undefined;
  switch (test.kind) {
    case "compare":
      return [test.operator === "neq" ? `${field}!` : field, textOf(test.right)];
    case "text":
      return [`${field}__${test.operator}${test.negated ? "!" : ""}`, textOf(test.right)];
    case "in":
      return [`${field}__in${test.negated ? "!" : ""}`, listOf(test.list).join(",")];
    case "null":
      return [`${field}__isnull`, String(!test.negated)];
    default:
      return undefined;
  }
}

function textOf(expression: Expression): string {
  return expression.kind === "constant" ? textsOf(expression.value).join(",") : "";
}

function listOf(list: Expression | readonly Expression[]): readonly string[] {
  if (!("kind" in list)) return list.map(textOf);
  return list.kind === "constant" ? textsOf(list.value) : [];
}

/** Nothing but texts is sent; the planner keeps tests of other constants here. */
function textsOf(constant: Constant): readonly string[] {
  if (typeof constant === "string") return [constant];
  return Array.isArray(constant) ? (constant as readonly Constant[]).flatMap(textsOf) : [];
}

/** A path of the API; all end in a slash. */
export function pigelloUrl({ url }: PigelloSettings, path: string): URL {
  return new URL(path, url.endsWith("/") ? url : `${url}/`);
}
