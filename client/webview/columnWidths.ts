const [LEAST, MOST] = [48, 360];
/** Padding on both sides, the place of the mark that opens JSON, and that of a column's order beside its name. */
const [PADDING, MARK, ORDER] = [18, 34, 26];
/** Names are written in the bold font of the workbench, which is wider. */
const HEADER = 1.25;

/** Widths in pixels that fit the names and the first rows' texts, none wider than a sentence. */
export function fitColumns(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  character: number,
  marked: readonly boolean[],
): readonly number[] {
  return names.map((name, column) => {
    const longest = rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0);
    const values = longest * character + (marked[column] ? MARK : 0);
    return clampWidth(Math.ceil(Math.max(values, name.length * HEADER * character + ORDER)) + PADDING, MOST);
  });
}

/** Pixels for text in a column of a width. */
export function textWidth(width: number): number {
  return width - PADDING;
}

/** No column vanishes, and by hand it may become as wide as anyone wants. */
export function clampWidth(width: number, most = 2000): number {
  return Math.round(Math.max(LEAST, Math.min(width, most)));
}

/** Width of the column of row numbers, whose digits come in threes. */
export function ordinalWidth(rows: number, character: number): number {
  return Math.ceil(Math.max(3, rows.toLocaleString("en-US").length) * character) + PADDING;
}
