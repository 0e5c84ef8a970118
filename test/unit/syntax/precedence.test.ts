import { expect, test } from "vitest";
import { children } from "../../../server/src/syntax/children.ts";
import type { Node } from "../../../server/src/syntax/children.ts";
import { bracketed, expressionOf } from "../../support/syntax.ts";

function check(text: string, shape: string): void {
  expect(bracketed(expressionOf(text))).toBe(shape);
}

test("or binds less than and, and less than not, and less than a test", () => {
  check("a or b and not c = 1 or d", "(a or ((b and (not (c eq 1))) or d))");
  check("not a and b", "((not a) and b)");
  check("not not a in (1)", "(not (not (a in [1])))");
});

test("between takes the next and", () => {
  check("a between 1 and 2 and b", "((a between 1 .. 2) and b)");
  check("a not between 1 + 1 and -2 or c", "((a not between (1 + 1) .. (-2)) or c)");
});

test("not may stand before in, between and the tests of text", () => {
  check("a not in (1, 2)", "(a not in [1, 2])");
  check("a not contains 'x'", '(a not contains "x")');
  check("a icontains b + c", "(a icontains (b + c))");
  check(
    "a startswith 'x' and b endswith 'y' and c matches 'z'",
    '((a startswith "x") and ((b endswith "y") and (c matches "z")))',
  );
});

test("in takes brackets, a list, a parameter or a name", () => {
  check("a in ()", "(a in [])");
  check("a in [1]", "(a in [1])");
  check("a in $list", "(a in $list)");
  check("a in kinds", "(a in kinds)");
});

test("plus and minus go from left to right and bind more than a test", () => {
  check("a - b + -c < now() - 1h", "(((a - b) + (-c)) lt (now() - 1h))");
  check("a - (b - c)", "(a - (b - c))");
});

test("is null, exists and comparisons", () => {
  check("a is null or b is not null", "((a is null) or (b is not null))");
  check("exists payload.a and exists (b)", "((exists payload.a) and (exists b))");
  check("a = 1 and b == 2 and c <> 3 and d != 4", "(((a eq 1) and (b eq 2)) and ((c neq 3) and (d neq 4)))");
});

test("a chain of thousands of conditions is a tree of even height", () => {
  const chain = expressionOf(Array.from({ length: 5000 }, (_, i) => `a = ${i}`).join(" or "));
  expect(height(chain)).toBe(Math.ceil(Math.log2(5000)) + 3);
});

function height(node: Node): number {
  return 1 + Math.max(0, ...children(node).map(height));
}
