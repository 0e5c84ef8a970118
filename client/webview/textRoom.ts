/** How much text a column has room for. */
export interface TextRoom {
  /** Pixels for text. */
  readonly width: number;
  /** Pixels that the widest ASCII character takes; all take as much where the font is fixed. */
  readonly widest: number;
  readonly isFixed: boolean;
}

/**
 * A cell's text without what nobody sees of it, and whether the browser must clip it. Shaping and clipping text is most
 * of what a frame costs while a list flies by, so what cannot be seen is left away and what certainly fits is not clipped.
 * @param isMarked whether a mark that opens the cell stands behind the text
 */
export function shortened(
  text: string,
  { width, widest, isFixed }: TextRoom,
  isMarked: boolean,
): { readonly text: string; readonly clip: boolean } {
  const room = isMarked ? width - MARK : width;
  const fitting = Math.floor(room / widest);
  const isPlain = ASCII.test(text);
  if (isPlain && text.length <= fitting) return { text, clip: false };
  if (isPlain && isFixed && fitting > 0) return { text: `${text.slice(0, fitting - 1)}…`, clip: false };
  return { text: text.slice(0, Math.ceil(room / NARROWEST)), clip: true };
}

const ASCII = /^[ -~]*$/;
/** Pixels that the mark takes. */
const MARK = 34;
/** Pixels that a character takes at least, but for those that take none. */
const NARROWEST = 2;
