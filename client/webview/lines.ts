import type { RowGroup } from "../../server/protocol/results.ts";
import type { Range } from "../protocol/panel.ts";

/** What stands on one line of the grid: a row of the result, or the heading of a group of rows. */
export type Line =
  | { readonly kind: "row"; readonly row: number; readonly grouped?: true }
  | { readonly kind: "group"; readonly group: RowGroup; readonly index: number; readonly open: boolean };

/** Which lines there are and what stands on them; lines and rows count from 0. */
export interface Lines {
  readonly count: number;
  at(line: number): Line;
  /** The rows behind lines (half open); a heading stands for all rows of its group. */
  rowsOf(lines: Range): Range;
}

/** A line a row. */
export class FlatLines implements Lines {
  readonly count: number;

  constructor(rows: number) {
    this.count = rows;
  }

  at(line: number): Line {
    return { kind: "row", row: line };
  }

  rowsOf(lines: Range): Range {
    return lines;
  }
}

/** A heading before the rows of each group, which are left out where the group is closed. */
export class GroupedLines implements Lines {
  readonly count: number;
  readonly #groups: readonly RowGroup[];
  readonly #closed: ReadonlySet<number>;
  /** Line of each group's heading. */
  readonly #headings: readonly number[];

  constructor(groups: readonly RowGroup[], closed: ReadonlySet<number>) {
    this.#groups = groups;
    this.#closed = closed;
    let line = 0;
    this.#headings = groups.map(({ count }, index) => {
      const heading = line;
      line += 1 + (closed.has(index) ? 0 : count);
      return heading;
    });
    this.count = line;
  }

  at(line: number): Line {
    const index = this.#groupAt(line);
    const group = this.#groups[index];
    if (!group) return { kind: "row", row: line };
    const below = line - (this.#headings[index] ?? 0);
    return below === 0
      ? { kind: "group", group, index, open: !this.#closed.has(index) }
      : { kind: "row", row: group.start + below - 1, grouped: true };
  }

  rowsOf({ start, end }: Range): Range {
    if (end <= start) return { start: 0, end: 0 };
    return { start: this.#behind(start).start, end: this.#behind(end - 1).end };
  }

  #behind(line: number): Range {
    const found = this.at(line);
    if (found.kind === "row") return { start: found.row, end: found.row + 1 };
    return { start: found.group.start, end: found.group.start + found.group.count };
  }

  /** The last group whose heading is at or above a line. */
  #groupAt(line: number): number {
    let [low, high] = [0, this.#headings.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#headings[middle] ?? 0) <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
