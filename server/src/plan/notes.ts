import type { Note } from "../../protocol/results.ts";
import type { LogSource, Stage } from "../query/query.ts";
import type { Support } from "./capabilities.ts";
import type { SplitFilter } from "./filters.ts";
import { conjunctionOf } from "./simplify.ts";
import { keywordOf } from "./stages.ts";
import { printPredicate, printRange, printSource } from "./text.ts";

const CODES = { exact: "ran-at-source", inexact: "ran-here-again", none: "ran-here" } as const;

/** What of `during` and `where` a source finishes, what is tested here again, and what is tested here only. */
export function filterNotes(filters: readonly SplitFilter[], source: LogSource): readonly Note[] {
  return (["during", "where"] as const).flatMap((clause) =>
    (["exact", "inexact", "none"] as const).flatMap((support): readonly Note[] => {
      const those = filters.filter((split) => split.filter.clause === clause && split.support === support);
      return those.length === 0
        ? []
        : [
            {
              code: CODES[support],
              clause,
              message: filterMessage(clause, support, textOf(clause, those), printSource(source)),
            },
          ];
    }),
  );
}

function textOf(clause: "during" | "where", filters: readonly SplitFilter[]): string {
  if (clause === "during") {
    const borders = filters.flatMap(({ filter: { border, test } }) =>
      border && test.kind === "compare" ? [[border, test.right]] : [],
    );
    return printRange(Object.fromEntries(borders));
  }
  const test = conjunctionOf(filters.map(({ filter }) => filter.test));
  return test ? printPredicate(test) : "";
}

function filterMessage(clause: string, support: Support, text: string, source: string): string {
  switch (support) {
    case "exact":
      return `${clause} ${text} runs at ${source}.`;
    case "inexact":
      return `${source} only narrows down ${clause} ${text}: it may send more, so that is tested here again.`;
    case "none":
      return `${clause} ${text} runs here: ${source} cannot test it.`;
  }
}

/** Where a later stage runs; with a reason it runs here. */
export function stageNote(stage: Stage, source: LogSource | undefined, reason: string | undefined): Note {
  const clause = keywordOf(stage);
  if (reason === undefined)
    return {
      code: "ran-at-source",
      clause,
      message: `${clause} runs at ${source ? printSource(source) : "the source"}.`,
    };
  return {
    code: "ran-here",
    clause,
    message:
      reason === ALWAYS_HERE
        ? `${clause} runs here.${MORE[stage] ?? ""}`
        : `${clause} runs here: ${reason}.${MORE[stage] ?? ""}`,
  };
}

/** What must be known besides of stages that ask the sources again. */
const MORE: Readonly<Partial<Record<Stage, string>>> = {
  fetchCurrent: " Sources are asked once for each entity of the rows that are left, Pigello for a hundred at a time.",
  diff: " Events that do not carry both old and new values are compared with the event before, for which the log is asked whatever the time and the filters.",
};

/** The reason of stages that no source is asked for. */
export const ALWAYS_HERE = "it always does";
