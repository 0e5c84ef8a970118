import type { PathStep } from "../../base/value.ts";
import type { Call, Expression, Name, Path, PathStepNode } from "../../syntax/ast.ts";

/** Where nodes are that were never in a text. */
export const NOWHERE = { start: 0, end: 0 };

/** Thrown inside this folder for what the model can hold and the language cannot write. */
export class Unwritable extends Error {}

export function nameOf(text: string): Name {
  return { kind: "name", span: NOWHERE, text };
}

export function pathNode(head: string, steps: readonly PathStep[]): Path {
  return { kind: "path", span: NOWHERE, head: nameOf(head), steps: steps.map(stepOf) };
}

export function callOf(name: string, ...args: readonly Expression[]): Call {
  return { kind: "call", span: NOWHERE, name: nameOf(name), arguments: args };
}

/** Operands joined as a tree of even height, as the parser makes it, so that thousands of them make no deep tree. */
export function joined(operator: "and" | "or", operands: readonly Expression[]): Expression {
  const [first] = operands;
  if (!first) return { kind: "boolean", span: NOWHERE, value: operator === "and" };
  if (operands.length === 1) return first;
  const middle = operands.length >> 1;
  return {
    kind: "logical",
    span: NOWHERE,
    operator,
    left: joined(operator, operands.slice(0, middle)),
    right: joined(operator, operands.slice(middle)),
  };
}

function stepOf(step: PathStep): PathStepNode {
  if (typeof step === "number" && step > 999_999_999) throw new Unwritable("an index has nine digits at most");
  return typeof step === "number"
    ? { kind: "index", span: NOWHERE, index: step }
    : { kind: "key", span: NOWHERE, text: step };
}
