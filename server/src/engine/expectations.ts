import type { Completeness, ExpectationState } from "../../protocol/results.ts";
import { printExpectation } from "../plan/text.ts";
import type { ExpectationResult } from "../query/evaluate/expectation.ts";

/** How each `expect` came out, in words; whether the result is complete is known only now. */
export function expectationStates(
  results: readonly ExpectationResult[],
  completeness: Completeness,
): readonly ExpectationState[] {
  return results.map((result) => {
    const text = `expect ${printExpectation(result.expectation)}`;
    const met = result.met === "by-verdict" ? completeness.verdict === "complete" : result.met;
    return { text, met, message: message(result, completeness) };
  });
}

function message({ expectation, found }: ExpectationResult, { verdict, reason }: Completeness): string {
  switch (expectation.kind) {
    case "rows":
      return found === 1 ? "There is 1 row." : `There are ${found} rows.`;
    case "complete":
      return verdict === "complete" ? "The result is complete." : `The result is ${verdict}: ${reason ?? ""}`;
    case "every":
      if (found === 0) return "Every row is as expected.";
      return found === 1 ? "1 row is not as expected." : `${found} rows are not as expected.`;
  }
}
