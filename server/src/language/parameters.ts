import type { BoundParameter } from "../query/bind.ts";
import { literalReader, readParameters } from "../query/parameterText.ts";
import type { Snapshot } from "./snapshot.ts";

/** A parameter that a query uses, also through a `let`. */
export interface UsedParameter {
  readonly parameter: BoundParameter;
  /** Its default as it is written; absent: a value must be given. */
  readonly initial: string | undefined;
}

/** The parameters of a query in the order of their declarations; `query` is its place among the document's, from 0. */
export function usedParameters({ bound, document, text }: Snapshot, query: number): readonly UsedParameter[] {
  const used = new Set(bound.queries[query]?.parameters);
  return bound.parameters
    .filter(({ name }) => used.has(name))
    .map((parameter) => {
      const written = document.statements.find(
        (statement) =>
          statement.kind === "param" && statement.name.kind === "name" && statement.name.text === parameter.name,
      );
      const span = written?.kind === "param" ? written.initial?.span : undefined;
      return { parameter, initial: span && text.slice(span.start, span.end) };
    });
}

/**
 * Whether a text, as a user writes it, can be the value of a parameter.
 * @throws EvqError `parameter.invalid`
 */
export function checkParameter(
  text: string,
  parameter: BoundParameter,
  { timeZone, now }: { readonly timeZone: string; readonly now: bigint },
): void {
  readParameters(
    { [parameter.name]: text },
    [parameter],
    literalReader(timeZone, () => now),
  );
}
