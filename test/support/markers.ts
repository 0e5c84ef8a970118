/** A text written with marks: `|` is the cursor, `⟦ ⟧` are ranges; both are taken out. */
export interface Marked {
  readonly text: string;
  readonly cursor: number;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

export function marked(fixture: string): Marked {
  let text = "";
  let cursor = -1;
  const starts: number[] = [];
  const ranges: { start: number; end: number }[] = [];
  for (const character of fixture) {
    if (character === "|") cursor = text.length;
    else if (character === "⟦") starts.push(text.length);
    else if (character === "⟧") ranges.push({ start: starts.pop() ?? 0, end: text.length });
    else text += character;
  }
  return { text, cursor, ranges };
}

/** What a line `//  ^^^ code: message` says about the line above it. */
export interface Expectation {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly code: string;
  readonly message: string;
}

/** Takes the lines `//  ^^^ code: message` out of a text; the message may be left out. */
export function expectations(fixture: string): { readonly text: string; readonly expected: readonly Expectation[] } {
  const kept: string[] = [];
  const expected: Expectation[] = [];
  for (const line of fixture.split("\n")) {
    const match = /^\/\/\s*(\^+)\s*([\w.-]+)(?:: (.*))?$/.exec(line);
    if (!match) {
      kept.push(line);
      continue;
    }
    const [, carets = "", code = "", message = ""] = match;
    const start = line.indexOf("^");
    expected.push({ line: kept.length - 1, start, end: start + carets.length, code, message });
  }
  return { text: kept.join("\n"), expected };
}

/** Puts `⟦ ⟧` around spans, so that a test reads as what it shows. */
export function withRanges(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  const marks = spans.flatMap(({ start, end }) => [
    { at: start, mark: "⟦" },
    { at: end, mark: "⟧" },
  ]);
  marks.sort((a, b) => b.at - a.at || (a.mark === "⟦" ? -1 : 1));
  return marks.reduce((result, { at, mark }) => result.slice(0, at) + mark + result.slice(at), text);
}
