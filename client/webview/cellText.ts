import type { WireValue } from "../../server/protocol/results.ts";

export type CellKind = "null" | "text" | "number" | "boolean" | "time" | "json";

/** A value as it is shown: its kind decides the look, the text is for people. */
export interface CellText {
  readonly kind: CellKind;
  readonly text: string;
}

/** Whole, for the detail area; see `cellText` for the grid. */
export function valueText(value: WireValue | undefined): CellText {
  if (value === null || value === undefined) return { kind: "null", text: "null" };
  if (typeof value === "string") return { kind: "text", text: value };
  if (typeof value === "boolean") return { kind: "boolean", text: String(value) };
  if (typeof value === "number") return { kind: "number", text: String(value) };
  if ("$int" in value) return { kind: "number", text: String(value.$int) };
  if ("$number" in value) return { kind: "number", text: String(value.$number) };
  if ("$time" in value) return { kind: "time", text: String(value.$time) };
  return { kind: "json", text: String(value.$json) };
}

/** One line, not longer than a wide column can show. */
export function cellText(value: WireValue | undefined): CellText {
  const { kind, text } = valueText(value);
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return { kind, text: visible(cut.replaceAll(/\r\n|\r|\n/g, " ↵ ").replaceAll("\t", " ")) };
}

/** Control characters and those that turn the direction of writing are spelled out, so that nothing pretends to be something else. */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const MAX_TEXT = 400;
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;
