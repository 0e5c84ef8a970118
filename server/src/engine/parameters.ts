import { EvqError } from "../base/failure.ts";
import type { BoundParameter } from "../query/bind.ts";
import { groundExpression } from "../query/ground.ts";
import type { Constant, ParameterType } from "../query/query.ts";
import { rewriteExpression } from "../query/rewrite.ts";

/**
 * The value each parameter has in one run: the one given, else its default. One without either is left out: it is
 * missing only when the query uses it.
 */
export function parameterValues(
  parameters: readonly BoundParameter[],
  given: ReadonlyMap<string, Constant>,
  { now, timeZone }: { readonly now: bigint; readonly timeZone: string },
): ReadonlyMap<string, Constant> {
  const values = new Map<string, Constant>();
  for (const { name, initial } of parameters) {
    const value = given.get(name);
    if (value !== undefined) values.set(name, value);
    else if (initial) {
      const grounding = { parameters: values, now, timeZone };
      const grounded = rewriteExpression(initial, (expression) => groundExpression(expression, grounding));
      if (grounded.kind === "constant") values.set(name, grounded.value);
    }
  }
  return values;
}

/** Reads an EVQ literal or constant expression as a value of a type; undefined when it is none. */
export type ReadLiteral = (text: string, type: ParameterType) => Constant | undefined;

/**
 * Parameter values as a user writes them, read as the types the text declares. A text is taken as it stands; a time
 * needs no `@`; a list is written `a, b` or `["a", "b"]`. Anything else is an EVQ literal, or an expression such as
 * `ago(1d)`.
 * @throws EvqError `parameter.invalid` naming the parameter
 */
export function readParameters(
  texts: Readonly<Record<string, string>>,
  parameters: readonly BoundParameter[],
  literal: ReadLiteral,
): ReadonlyMap<string, Constant> {
  const values = new Map<string, Constant>();
  for (const [name, text] of Object.entries(texts)) {
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (!parameter) throw unknownParameter(name, parameters);
    const value = readParameter(text, parameter.type, literal);
    if (value === undefined) throw invalidParameter(name, text, parameter.type);
    values.set(name, value);
  }
  return values;
}

function readParameter(text: string, type: ParameterType, literal: ReadLiteral): Constant | undefined {
  if (!type.list) return readScalar(text, type, literal);
  const trimmed = text.trim();
  if (trimmed.startsWith("[")) return literal(trimmed, type);
  const items = trimmed === "" ? [] : trimmed.split(",").map((item) => readScalar(item.trim(), type, literal));
  return items.includes(undefined) ? undefined : (items as Constant[]);
}

function readScalar(text: string, { name }: ParameterType, literal: ReadLiteral): Constant | undefined {
  const type = { name, list: false };
  if (name === "string") return text;
  const trimmed = text.trim();
  if (name === "time" && /^\d/.test(trimmed)) return literal(`@${trimmed}`, type);
  return literal(trimmed, type);
}

function unknownParameter(name: string, parameters: readonly BoundParameter[]): EvqError {
  const names = parameters.map((parameter) => `$${parameter.name}`).join(", ");
  const wayOut = names === "" ? `Declare it first: param ${name}: string` : `The parameters are ${names}.`;
  return new EvqError("parameter.invalid", `There is no parameter $${name} in the text.`, wayOut);
}

const EXAMPLES: Readonly<Record<ParameterType["name"], string>> = {
  string: "any text",
  number: "42 or 1.5",
  boolean: "true or false",
  time: "2024-01-15, 2024-01-15T10:00:00Z or ago(1d)",
  duration: "30s, 15m or 1h30m",
};

function invalidParameter(name: string, text: string, type: ParameterType): EvqError {
  const typeName = `${type.name}${type.list ? "[]" : ""}`;
  const wayOut = type.list
    ? `Write the items with commas, each as ${EXAMPLES[type.name]}.`
    : `Write it as ${EXAMPLES[type.name]}.`;
  return new EvqError(
    "parameter.invalid",
    `${JSON.stringify(text)} is no ${typeName}, which the parameter $${name} is.`,
    wayOut,
  );
}
