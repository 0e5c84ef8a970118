import { everything, move, wholeRows, type Extent, type Selection } from "./selection.ts";

/** What a key means in the grid. */
export type GridKey =
  | { readonly kind: "select"; readonly selection: Selection }
  | { readonly kind: "open" }
  /** With `add` after the columns that the rows are ordered by already. */
  | { readonly kind: "sort"; readonly add: boolean }
  | { readonly kind: "resize"; readonly by: number }
  | { readonly kind: "fit" };

const STEP = 16;

/** Reads a key; undefined is none of the grid's. Enter on a column's name orders by it, with Shift by it too, Alt+Left and Alt+Right resize the column, Alt+Enter fits it. */
export function keyOf(
  {
    key,
    shiftKey,
    altKey,
    ctrlKey,
    metaKey,
  }: Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">,
  selection: Selection,
  extent: Extent,
): GridKey | undefined {
  const jump = ctrlKey || metaKey;
  const inHeader = selection.active.row < 0;
  if (altKey) {
    if (key === "ArrowLeft") return { kind: "resize", by: -STEP };
    if (key === "ArrowRight") return { kind: "resize", by: STEP };
    if (key === "Enter") return { kind: "fit" };
    return undefined;
  }
  if (inHeader && !jump && (key === "Enter" || key === " ")) return { kind: "sort", add: shiftKey };
  if (key === "Enter" && !jump) return { kind: "open" };
  if (key.toLowerCase() === "a" && jump) return { kind: "select", selection: everything(selection, extent) };
  if (key === " " && shiftKey && !inHeader) return { kind: "select", selection: wholeRows(selection) };
  const moved = move(selection, key, jump, shiftKey, extent);
  return moved && { kind: "select", selection: moved };
}
