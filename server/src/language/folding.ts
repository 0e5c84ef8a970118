import type { Span } from "../base/span.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Fold {
  readonly span: Span;
  readonly kind: "statement" | "comment";
}

/** What can be folded: statements, block comments, and runs of line comments. The rim leaves out what stands on one line. */
export function folding({ document, text }: Snapshot): readonly Fold[] {
  const folds: Fold[] = document.statements.map(({ span }) => ({ span, kind: "statement" }));
  let run: Span | undefined;
  for (const comment of document.comments) {
    if (comment.kind === "block") {
      folds.push({ span: comment.span, kind: "comment" });
    } else if (run && /^[ \t]*\r?\n?[ \t]*$/.test(text.slice(run.end, comment.span.start))) {
      run = { start: run.start, end: comment.span.end };
      folds.push({ span: run, kind: "comment" });
      continue;
    }
    run = comment.kind === "line" ? comment.span : undefined;
  }
  return longestPerStart(folds);
}

/** A run of three line comments was noted after two lines and after three; the longest counts. */
function longestPerStart(folds: readonly Fold[]): readonly Fold[] {
  const byStart = new Map<number, Fold>();
  for (const fold of folds) {
    const known = byStart.get(fold.span.start);
    if (!known || known.span.end < fold.span.end) byStart.set(fold.span.start, fold);
  }
  return [...byStart.values()];
}
