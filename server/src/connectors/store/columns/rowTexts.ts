import type { JsonField } from "../../../query/event.ts";
import type { RowPiece } from "../../../store/segments/rowCache.ts";
import { FIELD } from "../../../store/segments/rowFields.ts";
import type { Segment } from "../../../store/segments/segment.ts";

const TAB = 9;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Where one row in so many is wanted, all text of the rows between them is kept for their sake. */
const DENSE = 4;
/** Whoever wants so many rows passes through the log, and comes back to none of them. */
const MANY = 2000;

/** The JSON fields of rows of one segment, read from the rows' text. */
export class RowTexts {
  readonly #segment: Segment;
  #piece: RowPiece | undefined;
  /** Whether texts are cut out of the text of all rows near them, which then stays in memory as long as one of them. */
  #isCut = false;
  #isPassing = false;
  #room = new Uint8Array(0);
  readonly #take = (length: number): Uint8Array => {
    if (this.#room.length < length) this.#room = new Uint8Array(length);
    return this.#room.subarray(0, length);
  };

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  /** Takes note of which rows will be asked for, where that is known. */
  expect(rows: Uint32Array): void {
    const span = Math.abs((rows.at(-1) ?? 0) - (rows[0] ?? 0)) + 1;
    this.#isPassing = rows.length >= MANY;
    this.#isCut = rows.length > DENSE && rows.length * DENSE > span;
  }

  /** The JSON text of a field as the log has it; null where there is none. */
  text(row: number, field: JsonField): string | null {
    let piece = this.#piece;
    if (!piece || row < piece.first || row > piece.last)
      this.#piece = piece = this.#segment.rows.near(row, this.#isPassing ? this.#take : undefined);
    const { bytes } = piece;
    let at = (this.#segment.core.starts[row] as number) - piece.start;
    // What stands before the payload is short; the fields from there on are better looked for by the platform.
    for (let left = FIELD.payload; left > 0; at++) if (bytes[at] === TAB) left--;
    for (let left = FIELD[field] - FIELD.payload; left > 0; left--) at = bytes.indexOf(TAB, at) + 1;
    if (bytes[at] === TAB) return null;
    const end = bytes.indexOf(TAB, at);
    if (this.#isCut) {
      const text = (piece.text ??= decoder.decode(bytes));
      if (text.length === bytes.length) return text.slice(at, end);
    }
    return decoder.decode(bytes.subarray(at, end));
  }
}
