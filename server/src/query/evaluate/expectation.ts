import type { Expectation } from "../query.ts";
import type { Table } from "../row.ts";
import { compilePredicate, compileValue } from "./expression.ts";
import { holds } from "./relation.ts";
import type { Scope } from "./scope.ts";

/** How an `expect` came out; `complete` is decided by the run's verdict, which only the engine knows. */
export interface ExpectationResult {
  readonly expectation: Expectation;
  readonly met: boolean | "by-verdict";
  /** What was found, for the message: a number of rows, or of rows that are not as expected. */
  readonly found: number;
}

/** Checks what is expected of the rows as they are before `select`; `every` is true over no rows. */
export function checkExpectations(
  expectations: readonly Expectation[],
  table: Table,
  scope: Scope,
): readonly ExpectationResult[] {
  return expectations.map((expectation) => {
    const rows = table.rows.length;
    switch (expectation.kind) {
      case "complete":
        return { expectation, met: "by-verdict", found: rows };
      case "rows":
        return {
          expectation,
          met: holds(expectation.operator, BigInt(rows), compileValue(expectation.count, scope)([])),
          found: rows,
        };
      case "every": {
        const test = compilePredicate(expectation.predicate, scope);
        const failing = table.rows.filter((row) => !test(row.values)).length;
        return { expectation, met: failing === 0, found: failing };
      }
    }
  });
}
