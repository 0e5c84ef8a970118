import { EvqError } from "../base/failure.ts";
import { parse } from "../syntax/parse.ts";
import { bind } from "./bind.ts";
import type { BoundParameter } from "./bind.ts";
import { groundExpression } from "./ground.ts";
import { catalogOf } from "./kinds.ts";
import type { Constant, ParameterType } from "./query.ts";
import { rewriteExpression } from "./rewrite.ts";

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

/** Reads a value as the default of a parameter would be read: by a document of its own, so that it can be nothing but a value. */
export function literalReader(timeZone: string, now: () => bigint): ReadLiteral {
  return (text, { name, list }) => {
    const { document, problems } = parse(`param value: ${name}${list ? "[]" : ""} = ${text}`);
    const bound = bind(document, catalogOf([]), { timeZone });
    const [parameter, ...others] = bound.parameters;
    if (!parameter?.initial || others.length + bound.queries.length > 0) return undefined;
    if ([...problems, ...bound.problems].some(({ severity }) => severity === "error")) return undefined;
    const grounding = { parameters: new Map(), now: now(), timeZone };
    const grounded = rewriteExpression(parameter.initial, (expression) => groundExpression(expression, grounding));
    return grounded.kind === "constant" ? grounded.value : undefined;
  };
}
