import type { Problem } from "../syntax/problem.ts";
import { escapeText } from "../export/escape.ts";

/** A problem as `evq check --format json` prints it: lines and columns count from 1, the end is exclusive. */
export interface PrintedProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Problem["severity"];
  readonly code: string;
  readonly message: string;
}

/** Problems of a text with their places; columns count UTF-16 units, as editors do. */
export function printedProblems(file: string, text: string, problems: readonly Problem[]): readonly PrintedProblem[] {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  return problems.map(({ span, severity, code, message }) => {
    const [line, column] = placeOf(span.start, starts);
    const [endLine, endColumn] = placeOf(span.end, starts);
    return { file, line, column, endLine, endColumn, severity, code, message };
  });
}

function placeOf(offset: number, starts: readonly number[]): readonly [line: number, column: number] {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return [low + 1, offset - (starts[low] ?? 0) + 1];
}

/** `file:line:column: error code: message`, which terminals and editors make a link of. */
export function problemLine({ file, line, column, severity, code, message }: PrintedProblem): string {
  return escapeText(`${file}:${line}:${column}: ${severity} ${code}: ${message}`);
}
