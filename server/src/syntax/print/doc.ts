/**
 * Text that does not know yet where its lines break. A group is written on one line if it fits, else each of its own
 * lines breaks; what is inside of it decides for itself.
 */
export type Doc = string | readonly Doc[] | Group | Indent | Line | Tail;

interface Group {
  readonly kind: "group";
  readonly inner: Doc;
}

interface Indent {
  readonly kind: "indent";
  readonly inner: Doc;
}

/** A blank or nothing while its group is on one line, else a line break; a hard one always breaks. */
interface Line {
  readonly kind: "line";
  readonly flat: string | undefined;
}

/** Goes to the end of the line and keeps its group from being on one line. */
interface Tail {
  readonly kind: "tail";
  readonly text: string;
}

export const line: Doc = { kind: "line", flat: " " };
export const softline: Doc = { kind: "line", flat: "" };
export const hardline: Doc = { kind: "line", flat: undefined };

export function group(...inner: readonly Doc[]): Doc {
  return { kind: "group", inner };
}

export function indent(...inner: readonly Doc[]): Doc {
  return { kind: "indent", inner };
}

export function tail(text: string): Doc {
  return { kind: "tail", text };
}

export function join(separator: Doc, docs: readonly Doc[]): Doc {
  return docs.flatMap((doc, index) => (index === 0 ? [doc] : [separator, doc]));
}

/** Columns a line should keep within. */
const WIDTH = 100;
const STEP = "  ";

/** The text of a doc. */
export function render(doc: Doc): string {
  const writer = new Writer();
  writer.write(doc, false, "");
  return writer.finish();
}

class Writer {
  private readonly flats = new Map<object, string | undefined>();
  private readonly parts: string[] = [];
  private column = 0;
  private tails: string[] = [];

  write(doc: Doc, flat: boolean, margin: string): void {
    if (typeof doc === "string") return this.text(doc);
    if (isSequence(doc)) {
      for (const part of doc) this.write(part, flat, margin);
      return;
    }
    switch (doc.kind) {
      case "group":
        return this.write(doc.inner, flat || this.fits(doc), margin);
      case "indent":
        return this.write(doc.inner, flat, margin + STEP);
      case "line":
        if (flat && doc.flat !== undefined) return this.text(doc.flat);
        return this.newline(margin);
      case "tail":
        this.tails.push(doc.text);
    }
  }

  finish(): string {
    this.flushTails();
    return this.parts.join("");
  }

  private text(text: string): void {
    this.parts.push(text);
    const lastBreak = text.lastIndexOf("\n");
    this.column = lastBreak < 0 ? this.column + text.length : text.length - lastBreak - 1;
  }

  private newline(margin: string): void {
    this.flushTails();
    this.parts.push("\n", margin);
    this.column = margin.length;
  }

  private flushTails(): void {
    for (const tail of this.tails) this.parts.push(" ", tail);
    this.tails = [];
  }

  private fits(doc: Group): boolean {
    if (!this.flats.has(doc)) this.flats.set(doc, flatText(doc.inner));
    const flat = this.flats.get(doc);
    return flat !== undefined && this.column + flat.length <= WIDTH;
  }
}

/** The text of a doc on one line; undefined when something in it must break. */
export function flatText(doc: Doc): string | undefined {
  if (typeof doc === "string") return doc;
  if (isSequence(doc)) {
    const parts = doc.map(flatText);
    return parts.includes(undefined) ? undefined : parts.join("");
  }
  switch (doc.kind) {
    case "group":
    case "indent":
      return flatText(doc.inner);
    case "line":
      return doc.flat;
    case "tail":
      return undefined;
  }
}

function isSequence(doc: Exclude<Doc, string>): doc is readonly Doc[] {
  return Array.isArray(doc);
}
