import type { JsonTree } from "../../../../server/src/base/json.ts";

/** The format that is written, and the newest one that is read. */
export const VERSION = 1;

/** A JSON object, exact to the last digit. */
export type Fields = ReadonlyMap<string, JsonTree>;

/** A notebook as its file holds it. */
export interface NotebookFile {
  readonly cells: readonly FileCell[];
  /** Fields that this version does not know; they are written back as they were read. */
  readonly unknown: Fields;
}

export interface FileCell {
  /** Stays with the cell for its life; unique in the file. */
  readonly id: string;
  /** VS Code's id of a language: `evq`, or `markdown` for a cell of text. */
  readonly language: string;
  readonly source: string;
  readonly unknown: Fields;
  /** Each the JSON of a `SavedOutput`, with whatever else stands there. */
  readonly outputs: readonly Fields[];
}
