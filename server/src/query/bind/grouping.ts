import type { Expression as Node, Path } from "../../syntax/ast.ts";
import type { Aggregate, Expression } from "../query.ts";
import { textOf } from "./names.ts";
import type { Place } from "./place.ts";
import { columnType } from "./types.ts";
import type { Typed } from "./types.ts";

/**
 * After `reduce`: the column of the group key that an expression repeats, as `order by bin(timestamp, 1h)` repeats
 * `by bin(timestamp, 1h) as hour`. Undefined where there is none.
 */
export function groupColumn(node: Node, place: Place): Typed | undefined {
  const { grouping, scope, context } = place;
  if (!grouping || grouping.keys.length === 0) return undefined;
  const quiet = context.quiet();
  const { value } = inFront(place).with({ context: quiet }).expression(node);
  if (quiet.broken) return undefined;
  const key = grouping.keys.find((candidate) => sameExpression(candidate.value, value));
  const column = key && scope?.columns.get(key.name);
  if (!column) return undefined;
  for (const reference of quiet.references) if (reference.kind === "function") context.refer(reference);
  if (node.kind === "path") referToColumn(node, column.name, place);
  return { value: { kind: "field", field: { column: column.name, path: [] } }, type: column.type };
}

/** The column of a named query, or of `select`, that is called by the text of an expression: `count()`, `payload.a`. */
export function columnByText(node: Node, place: Place): Typed | undefined {
  const { scope, grouping, context } = place;
  if (!scope || grouping || scope.columns.size === 0) return undefined;
  const column = scope.columns.get(textOf(node));
  if (!column) return undefined;
  const { name, type, definition, meaning } = column;
  context.refer({
    span: node.span,
    kind: "column",
    name,
    ...(definition && { definition }),
    type: columnType(type),
  });
  return { value: meaning ?? { kind: "field", field: { column: name, path: [] } }, type };
}

/** The place of a `reduce`'s own expressions, for those behind it that repeat one. */
export function inFront(place: Place): Place {
  return place.with({ scope: place.grouping?.before, grouping: undefined, later: undefined });
}

/** After `reduce`: the column of an aggregate, which is made and hidden when there is none yet. */
export function aggregateColumn(
  node: Node,
  aggregate: Omit<Aggregate, "name">,
  type: Typed["type"],
  place: Place,
): Typed {
  const { grouping, scope } = place;
  const same = grouping?.aggregates.find((candidate) => sameAggregate(candidate, aggregate));
  const name = same?.name ?? unusedName(textOf(node), grouping?.aggregates ?? [], scope?.columns.keys() ?? []);
  if (!same) grouping?.aggregates.push({ ...aggregate, name, hidden: true });
  return { value: { kind: "field", field: { column: name, path: [] } }, type };
}

function referToColumn({ head }: Path, name: string, { context, scope }: Place): void {
  const column = scope?.columns.get(name);
  if (!column) return;
  const { definition, type } = column;
  context.refer({ span: head.span, kind: "column", name, ...(definition && { definition }), type: columnType(type) });
}

function unusedName(text: string, aggregates: readonly Aggregate[], columns: Iterable<string>): string {
  const taken = new Set([...columns, ...aggregates.map(({ name }) => name)]);
  let name = text;
  while (taken.has(name)) name += "'";
  return name;
}

function sameAggregate(a: Omit<Aggregate, "name">, b: Omit<Aggregate, "name">): boolean {
  return a.function === b.function && sameOptional(a.operand, b.operand) && sameOptional(a.percent, b.percent);
}

function sameOptional(a: Expression | undefined, b: Expression | undefined): boolean {
  return a && b ? sameExpression(a, b) : a === b;
}

/** Whether two expressions are written alike in the model. */
export function sameExpression(a: Expression, b: Expression): boolean {
  return equal(a, b);
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
