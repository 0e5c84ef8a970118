import { valueOfOperand } from "../../query/evaluate/arithmetic.ts";
import type { Predicate } from "../../query/query.ts";
import type { Compilation, Scope } from "./compilation.ts";
import { FALSE, constantCondition, constantExpression, joined } from "./logic.ts";
import { isWellFormed } from "./exactJson.ts";
import { rowTest } from "./rowFunction.ts";
import { isKind, isKnown, scalar } from "./term.ts";
import type { JsonTerm } from "./term.ts";
import { termOf } from "./value.ts";

type TextTest = Extract<Predicate, { kind: "text" }>;

/** `contains` and its family; the negated forms are false on null too. */
export function textTest(compilation: Compilation, scope: Scope, predicate: TextTest): string {
  const left = termOf(compilation, scope, predicate.left);
  const right = termOf(compilation, scope, predicate.right);
  if (left.kind === "constant" && right.kind === "constant") {
    return constantCondition({ ...predicate, left: constantExpression(left), right: constantExpression(right) });
  }
  if (left.kind === "constant" || right.kind !== "constant") return rowTest(compilation, scope, predicate);
  const operand = valueOfOperand(right.operand);
  if (operand === null) return FALSE;
  const { dialect, bindings } = compilation;
  const positive: TextTest = { ...predicate, negated: false };
  const test = holds();
  if (!predicate.negated) return test;
  return joined([isKnown(dialect, left), `(${test}) IS NOT TRUE`], "AND", FALSE);

  function holds(): string {
    if (left.kind === "time" || left.kind === "integer" || left.kind === "constant") return FALSE;
    const word = typeof operand === "string" && isWellFormed(operand) ? nativeTest() : undefined;
    if (left.kind === "text") return word?.(left.sql) ?? rowTest(compilation, scope, positive);
    if (word === undefined)
      return joined([isKnown(dialect, left), rowTest(compilation, scope, positive)], "AND", FALSE);
    const inText = `${word(scalar(dialect, left))} AND ${isKind(dialect, left, ["text"])}`;
    if (predicate.operator !== "contains") return inText;
    if (left.kind === "json" && left.whole && typeof operand === "string")
      return inDocument(left.text, operand, inText);
    // On objects and arrays the test looks at the JSON, as the evaluator reads it.
    const inside = joined(
      [isKind(dialect, left, ["object", "array"]), rowTest(compilation, scope, positive)],
      "AND",
      FALSE,
    );
    return joined([inText, inside], "OR", FALSE);
  }

  /** A whole column is an object nearly always, and searched as the text it is. */
  function inDocument(document: string, part: string, inText: string): string {
    const isObject = dialect.startsWith(document, bindings.text("{"));
    const inObject = joined([dialect.contains(document, bindings.text(part)), isObject], "AND", FALSE);
    const inArray = joined(
      [isKind(dialect, left as JsonTerm, ["array"]), rowTest(compilation, scope, positive)],
      "AND",
      FALSE,
    );
    return joined(
      [inObject, joined([`NOT (${isObject})`, joined([inText, inArray], "OR", FALSE)], "AND", FALSE)],
      "OR",
      FALSE,
    );
  }

  function nativeTest(): ((text: string) => string) | undefined {
    const bound = () => bindings.text(typeof operand === "string" ? operand : "");
    switch (predicate.operator) {
      case "contains":
        return (text) => dialect.contains(text, bound());
      case "startswith":
        return (text) => dialect.startsWith(text, bound());
      case "endswith":
        return (text) => (operand === "" ? `${text} IS NOT NULL` : dialect.endsWith(text, bound()));
      case "icontains":
      case "matches":
        return undefined;
    }
  }
}
