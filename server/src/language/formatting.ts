import type { Span } from "../base/span.ts";
import { format } from "../syntax/print.ts";
import type { Edit } from "../syntax/problem.ts";
import type { Snapshot } from "./snapshot.ts";

/** The smallest edit that formats the whole text; none when it is formatted already. A file ends with a line's end, a cell does not. */
export function formatting({ text }: Snapshot, unit: "file" | "cell" = "file"): readonly Edit[] {
  const formatted = format(text).text;
  return difference(text, unit === "file" ? formatted : formatted.trimEnd(), 0);
}

/** Formats the statements that a span touches and leaves the rest as it is. */
export function rangeFormatting({ document, text }: Snapshot, { start, end }: Span): readonly Edit[] {
  return document.statements.flatMap(({ span }) => {
    if (span.end < start || span.start > end) return [];
    const statement = text.slice(span.start, span.end);
    return difference(statement, format(statement).text.trimEnd(), span.start);
  });
}

/** One edit from the first to the last character that differs, so that the cursor and marks elsewhere stay where they are. */
function difference(before: string, after: string, offset: number): readonly Edit[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  // A pair of surrogates is not cut in two.
  if (isLowSurrogate(before.charCodeAt(head))) head--;
  if (isLowSurrogate(before.charCodeAt(before.length - tail)) && tail > 0) tail--;
  const span = { start: offset + head, end: offset + before.length - tail };
  return [{ span, text: after.slice(head, after.length - tail) }];
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
