import type { BoundParameter } from "../query/bind.ts";
import { groundExpression } from "../query/ground.ts";
import type { Constant } from "../query/query.ts";
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
