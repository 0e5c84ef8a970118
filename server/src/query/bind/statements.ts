import type { LetStatement, ParamStatement, QueryNode, TypeNode } from "../../syntax/ast.ts";
import type { BoundParameter, BoundQuery } from "../bound.ts";
import type { Expression, ParameterType } from "../query.ts";
import type { QueryStatement } from "../../syntax/ast.ts";
import type { Context, Named } from "./context.ts";
import { placeOf } from "./expressions.ts";
import { textOf } from "./names.ts";
import { bindQuery } from "./queries.ts";
import { CANONICAL } from "./scope.ts";
import { UNBOUND, columnType, described, fits, isNumber, typeOfConstant } from "./types.ts";
import type { Typed } from "./types.ts";

/** Declares a parameter; its default is a fixed value of its type, which may depend on the moment of the run. */
export function bindParam(node: ParamStatement, context: Context): void {
  const { name, initial: initialNode } = node;
  const initial = initialNode && placeOf({ context, clause: "the default of a parameter" }).expression(initialNode);
  if (initialNode && initial && initial !== UNBOUND) checkDefault(initialNode, initial, node.type, context);
  if (name.kind === "missing" || node.type?.kind === "missing") return;
  const type = node.type ? { name: node.type.name, list: node.type.list } : inferred(node, initial, context);
  const definition = name.span;
  if (context.parameters.has(name.text)) {
    context.error(name.span, "parameter.duplicate", `There is a parameter \`$${name.text}\` already.`);
  }
  const usable = initial && !context.broken ? initial.value : undefined;
  context.refer({
    span: name.span,
    kind: "parameter",
    name: name.text,
    definition,
    defines: true,
    type: type.list ? "mixed" : type.name,
    ...(usable?.kind === "constant" && { value: usable.value }),
  });
  if (context.parameters.has(name.text)) return;
  const parameter: BoundParameter = { name: name.text, span: name.span, type, ...(usable && { initial: usable }) };
  context.parameters.set(name.text, parameter);
}

function checkDefault(
  node: NonNullable<ParamStatement["initial"]>,
  { value, type }: Typed,
  declared: ParamStatement["type"],
  context: Context,
): void {
  if (!isFixed(value)) {
    context.error(
      node.span,
      "parameter.default",
      "The default of a parameter is a fixed value, or a time worked out from now().",
    );
    return;
  }
  if (declared?.kind !== "type") return;
  const suits = declared.list
    ? type === "list" &&
      value.kind === "constant" &&
      Array.isArray(value.value) &&
      value.value.every((item) => fits(typeOfConstant(item), declared.name))
    : fits(type, declared.name);
  if (suits) return;
  const hint =
    declared.name === "time" && type === "string"
      ? " Write a time with @ and without quotes."
      : declared.list && type !== "list"
        ? " Write a list in brackets."
        : "";
  context.error(
    node.span,
    "parameter.default",
    `The parameter is ${typeText(declared)}, and its default \`${textOf(node)}\` is ${described(type)}.${hint}`,
  );
}

function typeText({ name, list }: TypeNode): string {
  return `\`${name}${list ? "[]" : ""}\``;
}

/** Whether an expression has a value without parameters and events. */
function isFixed(value: Expression): boolean {
  switch (value.kind) {
    case "constant":
    case "now":
      return true;
    case "ago":
      return isFixed(value.duration);
    case "startof":
    case "endof":
      return isFixed(value.time);
    case "arithmetic":
      return isFixed(value.left) && isFixed(value.right);
    case "negate":
      return isFixed(value.operand);
    default:
      return false;
  }
}

/** The type of a parameter that is declared without one. */
function inferred(node: ParamStatement, initial: Typed | undefined, context: Context): ParameterType {
  const items =
    initial?.value.kind === "constant" && Array.isArray(initial.value.value) ? initial.value.value : undefined;
  const list = items !== undefined;
  const type = items ? typeOfConstant(items[0] ?? "") : initial?.type;
  if (type !== undefined && isNumber(type)) return { name: "number", list };
  if (type === "string" || type === "boolean" || type === "time" || type === "duration") return { name: type, list };
  if (!initial || initial !== UNBOUND) {
    const name = node.name.kind === "name" ? node.name.text : "name";
    context.error(
      node.name.span,
      "parameter.untyped",
      `Write the type of the parameter, as in \`param ${name}: string\`.`,
    );
  }
  return { name: "string", list };
}

/** Defines a named value or a named query, and tells when the name is taken. */
export function bindLet(node: LetStatement, context: Context, natives: ReadonlySet<string>): void {
  const { name, value } = node;
  const content:
    | Pick<Extract<Named, { kind: "query" }>, "kind" | "query" | "scope">
    | Pick<Extract<Named, { kind: "value" }>, "kind" | "value"> =
    value.kind === "query"
      ? { kind: "query", ...bindQuery(value, context) }
      : { kind: "value", value: placeOf({ context, clause: "a named value" }).expression(value) };
  if (name.kind === "missing") return;
  if (value.kind === "query") checkNamedQuery(value, name.text, context);
  if (CANONICAL.has(name.text) || natives.has(name.text)) {
    context.error(
      name.span,
      "let.shadows-field",
      `\`${name.text}\` is the name of a field, which the let would hide. Choose another name.`,
    );
  }
  const known = context.lets.has(name.text);
  if (known) context.error(name.span, "let.duplicate", `There is a \`let ${name.text}\` already.`);
  const definition = name.span;
  const typed = content.kind === "value" ? content.value : undefined;
  context.refer({
    span: name.span,
    kind: "let",
    name: name.text,
    definition,
    defines: true,
    type: typed ? (typed.type === "duration" ? "duration" : columnType(typed.type)) : "query",
    ...(typed?.value.kind === "constant" && { value: typed.value.value }),
  });
  if (!known)
    context.lets.set(name.text, {
      name: name.text,
      definition,
      broken: context.broken,
      parameters: context.used,
      ...content,
    });
}

/** What only a query that is run can do. */
function checkNamedQuery({ clauses }: QueryNode, name: string, context: Context): void {
  for (const { kind, keyword } of clauses) {
    if (kind !== "into" && kind !== "since" && kind !== "compare" && kind !== "expect") continue;
    const word = kind === "since" ? "since checkpoint" : kind;
    context.error(
      keyword,
      "clause.conflict",
      `\`${word}\` belongs to a query that is run, and \`${name}\` is a source of others. Write it there.`,
    );
  }
}

export function bindStatement({ query: node, span, title }: QueryStatement, context: Context): BoundQuery {
  const { query, scope } = bindQuery(node, context);
  const columns = [...scope.columns.values()].map(({ name, type }) => ({ name, type: columnType(type) }));
  const titled = title && title.text !== "" ? { title: title.text } : {};
  return {
    ...titled,
    span,
    ...(!context.broken && { query: { ...titled, ...query } }),
    columns,
    parameters: [...context.used],
  };
}
