import type { JsonField } from "../../../query/event.ts";
import type { RowPiece } from "../../../store/segments/rowCache.ts";
import { FIELD } from "../../../store/segments/rowFields.ts";
import type { Segment } from "../../../store/segments/segment.ts";

const TAB = 9;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The JSON fields of rows of one segment, read from the rows' text. */
export class RowTexts {
  readonly #segment: Segment;
  #piece: RowPiece | undefined;

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  /** The JSON text of a field as the log has it; null where there is none. */
  text(row: number, field: JsonField): string | null {
    let piece = this.#piece;
    if (!piece || row < piece.first || row > piece.last) this.#piece = piece = this.#segment.rows.near(row);
    const { bytes } = piece;
    let at = (this.#segment.core.starts[row] as number) - piece.start;
    // What stands before the payload is short; the fields from there on are better looked for by the platform.
    for (let left = FIELD.payload; left > 0; at++) if (bytes[at] === TAB) left--;
    for (let left = FIELD[field] - FIELD.payload; left > 0; left--) at = bytes.indexOf(TAB, at) + 1;
    if (bytes[at] === TAB) return null;
    return decoder.decode(bytes.subarray(at, bytes.indexOf(TAB, at)));
  }
}
