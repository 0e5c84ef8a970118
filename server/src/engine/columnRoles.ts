import type { ColumnRole } from "../../protocol/results.ts";
import { Duration } from "../base/duration.ts";
import type { Expression, NamedExpression, Query, Reduce } from "../query/query.ts";

type Roles = ReadonlyMap<string, ColumnRole>;

/** What the columns of a grounded query's result are to its `reduce`; a column that is worked out of others is nothing. */
export function columnRoles({ from, reduce, select, compare }: Query): Roles {
  if (compare) return new Map(); // rows are differences
  const [source, ...others] = from;
  const inherited = source?.kind === "subquery" && others.length === 0 ? columnRoles(source.query) : new Map();
  const roles = reduce ? rolesOf(reduce) : inherited;
  return select ? selected(select, roles) : roles;
}

function rolesOf({ by, aggregates }: Reduce): Roles {
  const roles = new Map<string, ColumnRole>();
  for (const { name, value } of by) roles.set(name, { kind: "key", ...binOf(value) });
  for (const aggregate of aggregates) {
    if (!aggregate.hidden) roles.set(aggregate.name, { kind: "aggregate", function: aggregate.function });
  }
  return roles;
}

function selected(select: readonly NamedExpression[], roles: Roles): Roles {
  const kept = new Map<string, ColumnRole>();
  for (const { name, value } of select) {
    const role = value.kind === "field" && value.field.path.length === 0 ? roles.get(value.field.column) : undefined;
    if (role) kept.set(name, role);
  }
  return kept;
}

/** A month has at most 31 days, 12 of them 366; a day on which clocks are set back has an hour more. */
const [MONTH, YEAR, HOUR] = [31 * 86_400_000, 366 * 86_400_000, 3_600_000];

function binOf(value: Expression): { readonly binMs?: number } {
  if (value.kind !== "bin" || value.width.kind !== "constant") return {};
  const { value: width } = value.width;
  if (!(width instanceof Duration)) return {};
  const { months, micros } = width;
  const calendar = Math.floor(months / 12) * YEAR + (months % 12) * MONTH;
  const fixed = Number(micros / 1000n);
  return { binMs: calendar + fixed + (fixed >= 24 * HOUR ? HOUR : 0) };
}
