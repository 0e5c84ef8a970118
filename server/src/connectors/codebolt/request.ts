import type { Constant, Expression, LogSource, Predicate, Query } from "../../query/query.ts";
import type { TimePlace } from "../paging/byTime.ts";
import { conjunctsOf, millisecondText } from "../paging/window.ts";
import type { CodeboltSettings } from "./settings.ts";

export const PAGE_SIZE = 500;

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: unknown;
}

/** The query of one `eventLog.queryEvents` frame: one page of an instance's events, or of one stream of it. */
export function codeboltQuery(
  { times }: CodeboltSettings,
  source: LogSource,
  query: Query,
  { window, skipped = 0 }: TimePlace,
  pageSize: number,
): object {
  const time = (micros: bigint, border: "from" | "to"): string | number => {
    const text = millisecondText(micros, border);
    return times === "epoch" ? Date.parse(text) : text;
  };
  const where: Condition[] = [
    ...(window.from === undefined ? [] : [{ field: "timestamp", operator: "gte", value: time(window.from, "from") }]),
    ...(window.to === undefined ? [] : [{ field: "timestamp", operator: "lte", value: time(window.to, "to") }]),
    ...conjunctsOf(query.where).flatMap((test) => conditionOf(test) ?? []),
  ];
  const stream = source.stream?.kind === "constant" ? source.stream.value : undefined;
  return {
    from: { instance: source.log, ...(typeof stream === "string" && { stream }) },
    ...(where.length > 0 && { where }),
    orderBy: { field: "timestamp", direction: query.orderBy?.[0]?.direction ?? "asc" },
    limit: pageSize,
    offset: skipped,
  };
}

/** A test as a condition; undefined for those on the time, which the window has already. */
function conditionOf(test: Predicate): Condition | undefined {
  if (!("left" in test) || test.left.kind !== "field" || test.left.field.column === "timestamp") return undefined;
  const field = test.left.field.column;
  switch (test.kind) {
    case "compare":
      return { field, operator: test.operator, value: valueOf(test.right) };
    case "text":
      return { field, operator: "contains", value: valueOf(test.right) };
    case "in":
      return { field, operator: "in", value: "kind" in test.list ? valueOf(test.list) : test.list.map(valueOf) };
    default:
      return undefined;
  }
}

function valueOf(expression: Expression): unknown {
  return expression.kind === "constant" ? plain(expression.value) : null;
}

/** Texts and integers, or lists of them: the planner keeps tests of other constants here. */
function plain(constant: Constant): unknown {
  if (Array.isArray(constant)) return (constant as readonly Constant[]).map(plain);
  return typeof constant === "bigint" ? Number(constant) : constant;
}
