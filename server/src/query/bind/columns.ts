import type { Call, Column, Expression as Node, ReduceClause } from "../../syntax/ast.ts";
import type { Aggregate, NamedExpression } from "../query.ts";
import { AGGREGATES, readAggregate } from "./aggregates.ts";
import type { Context } from "./context.ts";
import { defaultName, textOf } from "./names.ts";
import type { Grouping, Place } from "./place.ts";
import { scopeOf } from "./scope.ts";
import type { Scope, ScopeColumn } from "./scope.ts";
import type { BoundSource } from "./sources.ts";
import { columnType, described } from "./types.ts";
import type { StaticType, Typed } from "./types.ts";

/** Gives columns their names and tells when two have the same. */
export class ColumnNames {
  readonly columns: ScopeColumn[] = [];
  private readonly context: Context;

  constructor(context: Context) {
    this.context = context;
  }

  /** The name of a column: the one it is given, else the text of its expression. */
  add(node: Column, type: StaticType): string {
    const { name: given, value } = node;
    if (given?.kind === "missing") this.context.broken = true;
    const definition = given?.kind === "name" ? given.span : undefined;
    const name = given?.kind === "name" ? given.text : defaultName(value);
    if (value.kind !== "missing" && this.columns.some((column) => column.name === name)) {
      const message = `There are two columns \`${name}\`. Give one another name with \`as\`.`;
      this.context.error(given?.span ?? value.span, "column.duplicate", message);
    }
    const shown = columnType(type);
    if (definition) {
      this.context.refer({ span: definition, kind: "column", name, definition, defines: true, type: shown });
    }
    this.columns.push({ name, type: shown, ...(definition && { definition }) });
    return name;
  }
}

/** Binds the columns of `select`; the second part is what can be named of the rows after it. */
export function bindSelect(
  nodes: readonly Column[],
  place: Place,
): { readonly select: readonly NamedExpression[]; readonly scope: Scope } {
  const names = new ColumnNames(place.context);
  const select = nodes.map((node): NamedExpression => {
    const { value, type } = place.expression(node.value);
    return { name: names.add(node, type), value };
  });
  return { select, scope: scopeOf(names.columns) };
}

/** Binds `reduce`: its group keys and aggregates, and what can be named of the rows after it. */
export function bindReduce(
  node: ReduceClause,
  place: Place,
  sources: readonly BoundSource[],
): { readonly grouping: Grouping; readonly scope: Scope } {
  const names = new ColumnNames(place.context);
  const keyPlace = place.with({ clause: "`by`" });
  const keys = node.by.map((column): NamedExpression => {
    const { value, type } = keyPlace.expression(column.value);
    return { name: names.add(column, type), value };
  });
  const aggregates = node.aggregates.flatMap((column): Aggregate[] => {
    const call = aggregateCall(column.value);
    if (!call) return tellNoAggregate(column, place, names);
    const { context } = place;
    context.refer({ span: call.name.span, kind: "function", name: call.name.text.toLowerCase() });
    const bound = readAggregate(call, place);
    if (bound?.aggregate.function === "count") tellLowerBound(call, sources, context);
    const name = names.add(column, bound?.type ?? "mixed");
    if (!bound) context.broken = true;
    return bound ? [{ name, ...bound.aggregate }] : [];
  });
  return {
    grouping: { before: place.scope ?? scopeOf([]), keys, aggregates },
    scope: scopeOf(names.columns),
  };
}

function aggregateCall(node: Node): Call | undefined {
  if (node.kind === "parenthesised") return aggregateCall(node.inner);
  return node.kind === "call" && AGGREGATES.has(node.name.text.toLowerCase()) ? node : undefined;
}

function tellNoAggregate(column: Column, place: Place, names: ColumnNames): [] {
  const { value } = column;
  const { context } = place;
  const before = context.problems.length;
  const bound: Typed = place.expression(value);
  names.add(column, bound.type);
  const hasTold = context.problems.slice(before).some(({ severity }) => severity === "error");
  if (value.kind === "missing" || hasTold) {
    context.broken = true;
    return [];
  }
  const advice =
    bound.value.kind === "field" ? ` Group by it, or write \`last(${textOf(value)})\` or another aggregate of it.` : "";
  context.error(
    value.span,
    "reduce.no-aggregate",
    `\`${textOf(value)}\` is ${described(bound.type)} and no aggregate.${advice}`,
  );
  return [];
}

function tellLowerBound(call: Call, sources: readonly BoundSource[], context: Context): void {
  const reason = sources.find(({ logKind }) => logKind?.foldsEvents)?.logKind?.foldsEvents;
  if (reason !== undefined) context.inform(call.span, "count.lower-bound", `This count is a lower bound: ${reason}.`);
}
