import type { Predicate } from "../../query/query.ts";
import { compare } from "./comparison.ts";
import type { Compilation, Scope } from "./compilation.ts";
import { FALSE, TRUE, constantCondition, constantExpression, joined } from "./logic.ts";
import { between, membership } from "./membership.ts";
import { rowTest } from "./rowFunction.ts";
import { isKnown } from "./term.ts";
import { textTest } from "./textTest.ts";
import { termOf } from "./value.ts";

/**
 * A predicate as an SQL condition that is true exactly where the predicate holds, and false or null elsewhere. Null
 * may stand for false since `not` asks whether its inside is true, and `and` and `or` keep the difference.
 */
export function condition(compilation: Compilation, scope: Scope, predicate: Predicate): string {
  const inside = (part: Predicate) => condition(compilation, scope, part);
  switch (predicate.kind) {
    case "and":
      return joined(predicate.of.map(inside), "AND", TRUE);
    case "or":
      return joined(predicate.of.map(inside), "OR", FALSE);
    case "not":
      return `(${inside(predicate.of)}) IS NOT TRUE`;
    case "compare":
      return compare(compilation, scope, predicate);
    case "in":
      return membership(compilation, scope, predicate);
    case "between":
      return between(compilation, scope, predicate);
    case "text":
      return textTest(compilation, scope, predicate);
    case "null": {
      const term = termOf(compilation, scope, predicate.left);
      if (term.kind === "constant") return constantCondition({ ...predicate, left: constantExpression(term) });
      const known = isKnown(compilation.dialect, term);
      return predicate.negated ? known : `(${known}) IS NOT TRUE`;
    }
    case "exists": {
      const term = compilation.field(scope, predicate.field);
      if (term.kind === "constant") return term.operand === null ? FALSE : TRUE;
      // A column that holds null is not there, a path that holds null is.
      const below = predicate.field.path.length > 0 && term.kind === "json";
      return below ? compilation.dialect.exists(term) : isKnown(compilation.dialect, term);
    }
    case "changed":
      return rowTest(compilation, scope, predicate);
    case "always":
      return predicate.value ? TRUE : FALSE;
  }
}
