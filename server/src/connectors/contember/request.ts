import { millisecondText } from "../paging/window.ts";
import type { TimeWindow } from "../paging/window.ts";
import type { SourceRequest } from "../sender.ts";
import type { Selection } from "./selection.ts";
import type { ContemberSettings } from "./settings.ts";

export type EventsOrder = "APPLIED_AT_ASC" | "APPLIED_AT_DESC" | "CREATED_AT_ASC";

/** One page: events of a window by `appliedAt`, in an order, some of them skipped. */
export interface ContemberPlace {
  readonly window: TimeWindow;
  readonly order: EventsOrder;
  readonly offset: number;
  readonly limit: number;
}

/** The largest page; a larger one is cut to it without a word. */
export const LARGEST_PAGE = 10_000;

/** The types that every engine knows; a newer one has `TRUNCATE`, of which an older one knows not even the name. */
const KNOWN_TYPES: ReadonlySet<string> = new Set(["CREATE", "UPDATE", "DELETE"]);

/**
 * One page of `POST /system/{project}`. Values are always variables.
 * @param withOld whether the values before are asked for, which the engine works out of all earlier events of the row
 */
export function contemberRequest(
  settings: ContemberSettings,
  selection: Selection,
  place: ContemberPlace,
  withOld: boolean,
  token: string,
): SourceRequest {
  const { url, project, stage } = settings;
  const { order, offset, limit } = place;
  const filter = filterOf(selection, place.window);
  const args = {
    ...(stage !== undefined && { stage }),
    ...(Object.keys(filter).length > 0 && { filter }),
    order,
    ...(offset > 0 && { offset }),
    limit,
  };
  return {
    method: "POST",
    url: new URL(`system/${encodeURIComponent(project)}`, url.endsWith("/") ? url : `${url}/`).href,
    headers: { accept: "application/json", "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: queryText(withOld), variables: { args } }),
  };
}

/** A list that is empty lets everything pass or nothing, by its name, so there must be none. */
function filterOf({ types, tables, rows, transactions, identities, createdAt }: Selection, appliedAt: TimeWindow) {
  return {
    ...(types?.every((type) => KNOWN_TYPES.has(type)) && { types }),
    // Where rows are listed, their tables are.
    ...(rows ? { rows } : tables && { tables }),
    ...(transactions && { transactions }),
    ...(identities && { identities }),
    ...(isBounded(appliedAt) && { appliedAt: datesOf(appliedAt) }),
    ...(isBounded(createdAt) && { createdAt: datesOf(createdAt) }),
  };
}

function isBounded({ from, to }: TimeWindow): boolean {
  return from !== undefined || to !== undefined;
}

/** Times are stored in microseconds, sent in milliseconds and compared as stored: an event of `to` itself is behind it. */
function datesOf({ from, to }: TimeWindow): { readonly from?: string; readonly to?: string } {
  return {
    ...(from !== undefined && { from: millisecondText(clamped(from), "from") }),
    ...(to !== undefined && { to: millisecondText(clamped(to) + 1n, "to") }),
  };
}

const FIRST = BigInt(Date.parse("0001-01-01T00:00:00.000Z")) * 1000n;
const LAST = BigInt(Date.parse("9999-12-31T23:59:59.998Z")) * 1000n;

/** Years that every reader of RFC 3339 knows; no event lies beyond them. */
function clamped(micros: bigint): bigint {
  return micros < FIRST ? FIRST : micros > LAST ? LAST : micros;
}

function queryText(withOld: boolean): string {
  const old = withOld ? "oldValues " : "";
  const onDelete = withOld ? " ... on DeleteEvent { oldValues }" : "";
  return (
    "query ($args: EventsArgs) { events(args: $args) { id transactionId identityId identityDescription description " +
    "createdAt appliedAt type tableName primaryKey ... on CreateEvent { newValues } " +
    `... on UpdateEvent { ${old}diffValues }${onDelete} } }`
  );
}
