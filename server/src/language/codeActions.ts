import type { Span } from "../base/span.ts";
import type { Fix, Problem } from "../syntax/problem.ts";
import { diagnostics } from "./diagnostics.ts";
import type { Snapshot } from "./snapshot.ts";

export interface CodeAction extends Fix {
  /** What the action mends. */
  readonly problem: Problem;
}

/** Quick fixes of the problems that touch a span. */
export function codeActions(snapshot: Snapshot, { start, end }: Span): readonly CodeAction[] {
  return diagnostics(snapshot).flatMap((problem) => {
    if (problem.span.start > end || problem.span.end < start) return [];
    return (problem.fixes ?? []).map((fix) => ({ ...fix, problem }));
  });
}
