import { Duration } from "../../base/duration.ts";
import { EvqError } from "../../base/failure.ts";
import { Instant } from "../../base/value.ts";
import { instantIn } from "../evaluate/arithmetic.ts";
import { operandOf } from "../evaluate/relation.ts";
import type { Compare, Expression, Query, TimeRange } from "../query.ts";
import { earlierWindow, previousWindow, windowFrom, windowText } from "./window.ts";
import type { Window } from "./window.ts";

/** One of the two runs that are compared. */
export interface Side {
  /** For people: the window, or the name of the query. */
  readonly name: string;
  /** Without `compare` and `expect`, which are about the two together. */
  readonly query: Query;
  /** Bins are counted from its start; absent for a query without `during`. */
  readonly window?: Window;
}

/** The query itself is `after`, what it is compared with `before`. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

/**
 * The two queries that a grounded query with `compare` runs.
 * @throws EvqError `query.invalid` when windows are to be compared and there is none
 */
export function sidesOf({ compare, expect: _, ...query }: Query, to: Compare["to"], timeZone: string): Sides {
  const window = query.during && windowOf(query.during);
  if (to.kind === "query") {
    const other = to.query.during && windowOf(to.query.during);
    return {
      before: { name: to.name, query: to.query, ...(other && { window: other }) },
      after: { name: "this query", query, ...(window && { window }) },
    };
  }
  if (!window)
    throw new EvqError(
      "query.invalid",
      "This compares two windows, and the query has none.",
      "Add during, for example: during last 7d",
    );
  const other = otherWindow(to, window, timeZone);
  return {
    before: { name: windowText(other), query: { ...query, during: rangeOf(other) }, window: other },
    after: { name: windowText(window), query, window },
  };
}

function otherWindow(to: Exclude<Compare["to"], { kind: "query" }>, window: Window, timeZone: string): Window {
  const constant = constantIn(to.kind === "time" ? to.time : to.length);
  if (to.kind === "previous") {
    return constant instanceof Duration ? earlierWindow(window, constant, timeZone) : previousWindow(window, timeZone);
  }
  const start = constant === undefined ? undefined : instantIn(constant);
  if (start === undefined)
    throw new EvqError("query.invalid", "compare to needs a time.", "Write one, for example: compare to @2024-01-14");
  return windowFrom(start, window, timeZone);
}

/** A range that has both borders. */
function windowOf({ start, end }: TimeRange): Window | undefined {
  const [from, to] = [start, end].map((border) => {
    const constant = constantIn(border);
    return constant === undefined ? undefined : instantIn(constant);
  });
  return from === undefined || to === undefined ? undefined : { start: from, end: to };
}

function constantIn(expression: Expression | undefined) {
  return expression?.kind === "constant" ? operandOf(expression.value) : undefined;
}

function rangeOf({ start, end }: Window): TimeRange {
  const border = (micros: bigint): Expression => ({ kind: "constant", value: new Instant(micros) });
  return { start: border(start), end: border(end) };
}
