import { expect, test } from "vitest";
import { Lines } from "../../../server/src/lsp/lines.ts";

const text = "a\r\nbc\rd\n\ne𝒳f";

test("offsets and positions are each other's inverse, with every kind of line end", () => {
  const lines = new Lines(text);
  const positions = [
    [0, 0, 0],
    [1, 0, 1],
    [3, 1, 0],
    [5, 1, 2],
    [6, 2, 0],
    [8, 3, 0],
    [9, 4, 0],
    [12, 4, 3],
    [13, 4, 4],
  ] as const;
  for (const [offset, line, character] of positions) {
    expect(lines.positionAt(offset)).toEqual({ line, character });
    expect(lines.offsetAt({ line, character })).toBe(offset);
  }
});

test("what lies outside the text is moved to its nearest place", () => {
  const lines = new Lines(text);
  expect(lines.positionAt(99)).toEqual({ line: 4, character: 4 });
  expect(lines.positionAt(-1)).toEqual({ line: 0, character: 0 });
  expect(lines.offsetAt({ line: 9, character: 0 })).toBe(text.length);
  expect(lines.offsetAt({ line: 0, character: 9 })).toBe(1);
  expect(lines.offsetAt({ line: -1, character: 2 })).toBe(0);
});

test("a range that is written backwards is turned round", () => {
  const lines = new Lines("from local");
  const range = { start: { line: 0, character: 4 }, end: { line: 0, character: 1 } };
  expect(lines.span(range)).toEqual({ start: 1, end: 4 });
});
