import type { Position, Range } from "../../protocol/requests.ts";
import type { Span } from "../base/span.ts";

/**
 * One text's lines: turns UTF-16 offsets into positions and back. What lies outside the text is moved to its nearest
 * place. Offsets are of a longer text where this one is a piece of it that begins at `base`.
 */
export class Lines {
  readonly text: string;
  readonly #base: number;
  #starts: readonly number[] | undefined;

  constructor(text: string, base = 0) {
    this.text = text;
    this.#base = base;
  }

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset - this.#base, this.text.length));
    const starts = this.#lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (starts[low] ?? 0) };
  }

  offsetAt(position: Position): number {
    return this.#base + this.#placeOf(position);
  }

  #placeOf({ line, character }: Position): number {
    const starts = this.#lineStarts();
    if (line < 0) return 0;
    const start = starts[line];
    if (start === undefined) return this.text.length;
    let end = starts[line + 1] ?? this.text.length;
    while (end > start && isLineBreak(this.text.charCodeAt(end - 1))) end--;
    return Math.min(start + Math.max(0, character), end);
  }

  range(span: Span): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }

  /** A range that ends before it starts is read the other way round. */
  span({ start, end }: Range): Span {
    const a = this.offsetAt(start);
    const b = this.offsetAt(end);
    return a <= b ? { start: a, end: b } : { start: b, end: a };
  }

  /** Lines end at `\n`, `\r\n` and `\r`, as LSP has it. */
  #lineStarts(): readonly number[] {
    if (this.#starts) return this.#starts;
    const starts = [0];
    for (let at = 0; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (!isLineBreak(code)) continue;
      if (code === CARRIAGE_RETURN && this.text.charCodeAt(at + 1) === LINE_FEED) at++;
      starts.push(at + 1);
    }
    return (this.#starts = starts);
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}
