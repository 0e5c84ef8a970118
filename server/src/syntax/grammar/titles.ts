import type { Comment, Title } from "../ast.ts";

/** Finds the `//# Title` on the line before a query; one before the parameters of a query is the query's. */
export class TitleFinder {
  private readonly text: string;
  private readonly comments: readonly Comment[];
  private next = 0;
  private pending: Title | undefined;

  constructor(text: string, comments: readonly Comment[]) {
    this.text = text;
    this.comments = comments;
  }

  /** Looks at the comments between the statement that ends at `after` and the one at `start`; a title waits for the next `take`. */
  before(start: number, after: number): void {
    let title: Title | undefined;
    for (
      let comment = this.comments[this.next];
      comment && comment.span.start < start;
      comment = this.comments[++this.next]
    ) {
      if (title && this.blankBetween(title.span.end, comment.span.start)) title = undefined;
      if (comment.span.start >= after && comment.text.startsWith("//#") && !comment.trailing)
        title = { span: comment.span, text: comment.text.slice(3).trim() };
    }
    if (title && !this.blankBetween(title.span.end, start)) this.pending = title;
  }

  /** The title of the statement that starts here. */
  take(start: number, after: number): Title | undefined {
    this.before(start, after);
    const title = this.pending;
    this.pending = undefined;
    return title;
  }

  private blankBetween(start: number, end: number): boolean {
    return /\n[^\S\n]*\n/.test(this.text.slice(start, end));
  }
}
