import type { Comment, Document } from "../ast.ts";
import { hardline, tail } from "./doc.ts";
import type { Doc } from "./doc.ts";
import { around, inlinePlaces, lastLine, linePlaces } from "./places.ts";
import type { Anchor, Place } from "./places.ts";

interface Attached {
  /** Each on a line of its own before the anchor. */
  readonly above: Comment[];
  /** On the same line, before and after. */
  readonly before: Comment[];
  readonly after: Comment[];
  /** At the end of the line. */
  readonly tail: Comment[];
  /** Each on a line of its own after the anchor. */
  readonly below: Comment[];
}

/**
 * Which comment belongs to which part of a document. A comment at a line's end belongs to what it follows, one on a
 * line of its own to what comes next; one in the middle of what never breaks goes above it.
 */
export class Comments {
  private readonly attached = new Map<Anchor, Attached>();
  private readonly text: string;

  constructor(document: Document, text: string) {
    this.text = text;
    if (document.comments.length === 0) return;
    const lines = linePlaces(document);
    const inline = inlinePlaces(document);
    for (const comment of document.comments) {
      if (comment.kind === "block" && !comment.text.includes("\n") && this.sharesLine(comment))
        this.attachInline(comment, inline);
      else this.attach(comment, lines);
    }
  }

  /** Comments that stand on lines of their own before something. */
  above(anchor: Anchor): readonly Comment[] {
    return this.attached.get(anchor)?.above ?? [];
  }

  /** Comments that stand on lines of their own behind the last of something. */
  below(anchor: Anchor): readonly Comment[] {
    return this.attached.get(anchor)?.below ?? [];
  }

  /** A doc with the comments on its own line. */
  beside(anchor: Anchor, doc: Doc): Doc {
    const found = this.attached.get(anchor);
    if (!found) return doc;
    const before = found.before.flatMap((comment) => [comment.text, " "]);
    const after = found.after.flatMap((comment) => [" ", comment.text]);
    const tails = found.tail.map((comment) => tail(tailText(comment.text)));
    return [...before, doc, ...after, ...tails];
  }

  /** A doc with the comments above and below it. */
  between(anchor: Anchor, doc: Doc): Doc {
    const above = this.above(anchor).flatMap((comment) => [comment.text, hardline]);
    const below = this.below(anchor).flatMap((comment) => [hardline, comment.text]);
    return [...above, doc, ...below];
  }

  private attach(comment: Comment, root: Place): void {
    const { place, previous, following } = around(root, comment.span);
    const line = previous && this.of(lastLine(previous).anchor).tail;
    // Behind a comment that ends with its line, a second one would be swallowed.
    if (comment.trailing && line && line.at(-1)?.kind !== "line") line.push(comment);
    else if (following && !(previous && place === root && this.belongsBefore(comment, previous, following)))
      this.of(following.anchor).above.push(comment);
    else if (previous) this.of(previous.anchor).below.push(comment);
    else this.of(place.anchor).above.push(comment);
  }

  private attachInline(comment: Comment, root: Place): void {
    const { place, previous, following } = around(root, comment.span);
    const leads = following && isBlank(this.text.slice(comment.span.end, following.span.start));
    const trails = previous && isBlank(this.text.slice(previous.span.end, comment.span.start));
    if (leads) this.of(following.anchor).before.push(comment);
    else if (trails) this.of(lastLine(previous).anchor).after.push(comment);
    else if (following) this.of(following.anchor).before.push(comment);
    else if (previous) this.of(previous.anchor).after.push(comment);
    else this.of(place.anchor)[place === root ? "above" : "after"].push(comment);
  }

  /** Whether a comment on its own line stands directly below what precedes it and apart from what follows. */
  private belongsBefore(comment: Comment, previous: Place, following: Place): boolean {
    return (
      !this.blankBetween(previous.span.end, comment.span.start) &&
      this.blankBetween(comment.span.end, following.span.start)
    );
  }

  private sharesLine({ span, trailing }: Comment): boolean {
    return trailing === true || /^[^\S\n]*[^\s]/.test(this.text.slice(span.end, this.lineEnd(span.end)));
  }

  private lineEnd(offset: number): number {
    const end = this.text.indexOf("\n", offset);
    return end < 0 ? this.text.length : end;
  }

  /** Whether an empty line stands between two places. */
  blankBetween(start: number, end: number): boolean {
    return /\n[^\S\n]*\n/.test(this.text.slice(start, end));
  }

  private of(anchor: Anchor): Attached {
    const known = this.attached.get(anchor);
    if (known) return known;
    const fresh: Attached = { above: [], before: [], after: [], tail: [], below: [] };
    this.attached.set(anchor, fresh);
    return fresh;
  }
}

/** Whether there is nothing but blanks on one line. */
function isBlank(text: string): boolean {
  return /^[^\S\n]*$/.test(text);
}

/** `--` begins a comment behind other text only when white space follows. */
function tailText(text: string): string {
  return /^--\S/.test(text) ? `-- ${text.slice(2)}` : text;
}
