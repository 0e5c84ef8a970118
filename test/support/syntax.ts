import { expect } from "vitest";
import type { Expression, QueryNode } from "../../server/src/syntax/ast.ts";
import { children } from "../../server/src/syntax/children.ts";
import type { Node } from "../../server/src/syntax/children.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import { printExpression } from "../../server/src/syntax/print.ts";
import type { Problem } from "../../server/src/syntax/problem.ts";
import { expectations } from "./markers.ts";

/** Holds a text against the lines `//  ^^^ code: message` in it: these problems and no others, at these places. */
export function checkProblems(fixture: string): void {
  const { text, expected } = expectations(fixture);
  const told = parse(text).problems.map(({ span, code, message }) => ({
    ...placeOf(text, span.start, span.end),
    code,
    message,
  }));
  expect(told).toEqual(
    expected.map((line) => ({ ...line, message: line.message === "" ? expect.any(String) : line.message })),
  );
}

/** The text after every preferred fix of its syntax problems. */
export function fixed(text: string): string {
  const edits = parse(text).problems.flatMap(preferredEdits);
  edits.sort((a, b) => b.span.start - a.span.start);
  return edits.reduce(
    (result, { span, text: piece }) => result.slice(0, span.start) + piece + result.slice(span.end),
    text,
  );
}

/** The one query of a text. */
export function queryOf(text: string): QueryNode {
  const [statement] = parse(text).document.statements;
  if (statement?.kind !== "query-statement") throw new Error("the test's text is no query");
  return statement.query;
}

/** The expression that a text is read as; its problems fail the test. */
export function expressionOf(text: string): Expression {
  const { document, problems } = parse(`let it = ${text}`);
  expect(problems).toEqual([]);
  const [statement] = document.statements;
  if (statement?.kind !== "let" || statement.value.kind === "query")
    throw new Error("the test's text is no expression");
  return statement.value;
}

/** How an expression is bracketed: every operator with round brackets around it. */
export function bracketed(node: Expression): string {
  if (node.kind === "parenthesised") return bracketed(node.inner);
  switch (node.kind) {
    case "logical":
    case "arithmetic":
      return `(${bracketed(node.left)} ${node.operator} ${bracketed(node.right)})`;
    case "comparison":
      return `(${bracketed(node.left)} ${node.operator} ${bracketed(node.right)})`;
    case "text-test":
      return `(${bracketed(node.left)} ${node.negated ? "not " : ""}${node.operator} ${bracketed(node.right)})`;
    case "between":
      return `(${bracketed(node.left)} ${node.negated ? "not " : ""}between ${bracketed(node.low)} .. ${bracketed(node.high)})`;
    case "membership":
      return `(${bracketed(node.left)} ${node.negated ? "not " : ""}in ${printExpression(node.list)})`;
    case "null-test":
      return `(${bracketed(node.left)} is ${node.negated ? "not " : ""}null)`;
    case "not":
      return `(not ${bracketed(node.operand)})`;
    case "unary":
      return `(-${bracketed(node.operand)})`;
    case "exists":
      return `(exists ${bracketed(node.operand)})`;
    default:
      return printExpression(node);
  }
}

/** A text with its Missing nodes marked by `⟦ ⟧`, and what they expect. */
export function gaps(text: string): { readonly text: string; readonly expected: readonly string[] } {
  const found: { readonly span: { readonly start: number; readonly end: number }; readonly expected: string }[] = [];
  const open: Node[] = [parse(text).document];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "missing") found.push(node);
    open.push(...children(node));
  }
  found.sort((a, b) => a.span.start - b.span.start);
  const marked = found.reduceRight(
    (result, { span: { start, end } }) => `${result.slice(0, start)}⟦${result.slice(start, end)}⟧${result.slice(end)}`,
    text,
  );
  return { text: marked, expected: found.map(({ expected }) => expected) };
}

function preferredEdits({ fixes = [] }: Problem): { span: { start: number; end: number }; text: string }[] {
  return fixes
    .filter(({ preferred }) => preferred)
    .flatMap(({ edits }) => edits.map(({ span, text }) => ({ span, text })));
}

function placeOf(text: string, start: number, end: number): { line: number; start: number; end: number } {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  return { line: text.slice(0, lineStart).split("\n").length - 1, start: start - lineStart, end: end - lineStart };
}
