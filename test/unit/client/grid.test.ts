import { describe, expect, it } from "vitest";
import { fitColumns } from "../../../client/webview/columnWidths.ts";
import { keyOf } from "../../../client/webview/gridKeys.ts";
import { FlatLines, GroupedLines } from "../../../client/webview/lines.ts";
import { PageCache } from "../../../client/webview/pageCache.ts";
import { at, columnsOf, isSelected, rowsOf, type Selection } from "../../../client/webview/selection.ts";
import { VirtualScroll } from "../../../client/webview/virtualScroll.ts";

describe("page cache", () => {
  const rows = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

  it("asks once for each page that is looked at and not here", () => {
    const cache = new PageCache<number>(10, 5);
    expect(cache.take(8, 25, 100)).toEqual([0, 10, 20]);
    expect(cache.take(8, 25, 100)).toEqual([]);
    cache.put(10, rows(10, 10));
    expect(cache.row(10)).toBe(10);
    expect(cache.row(19)).toBe(19);
    expect(cache.row(20)).toBeUndefined();
    cache.retry();
    expect(cache.take(8, 25, 100)).toEqual([0, 20]);
  });

  it("asks again for a page that has grown while the query ran", () => {
    const cache = new PageCache<number>(10, 5);
    expect(cache.take(0, 10, 4)).toEqual([0]);
    cache.put(0, rows(0, 4));
    expect(cache.take(0, 10, 4)).toEqual([]);
    expect(cache.take(0, 10, 9)).toEqual([0]);
    cache.put(0, rows(0, 9));
    expect(cache.take(0, 10, 9)).toEqual([]);
  });

  it("does not ask again for a page that came short", () => {
    const cache = new PageCache<number>(10, 5);
    expect(cache.take(0, 10, 10)).toEqual([0]);
    cache.put(0, rows(0, 3));
    expect(cache.take(0, 10, 10)).toEqual([]);
  });

  it("asks for nothing behind the end", () => {
    const cache = new PageCache<number>(10, 5);
    expect(cache.take(0, 40, 20)).toEqual([0, 10]);
    expect(cache.take(0, 40, 0)).toEqual([]);
  });

  it("forgets the pages that were looked at least lately", () => {
    const cache = new PageCache<number>(10, 2);
    for (const offset of [0, 10]) {
      cache.take(offset, offset + 1, 100);
      cache.put(offset, rows(offset, 10));
    }
    cache.take(0, 1, 100);
    cache.take(20, 21, 100);
    cache.put(20, rows(20, 10));
    expect([cache.row(0), cache.row(10), cache.row(20)]).toEqual([0, undefined, 20]);
  });
});

describe("virtual scrolling", () => {
  const scroll = (rows: number) => Object.assign(new VirtualScroll(22), { rows, viewport: 300 });

  it("is plain scrolling while the list is short", () => {
    const list = scroll(1000);
    expect(list.scaled).toBe(false);
    expect(list.height).toBe(22_000);
    expect(list.toVirtual(4321)).toBe(4321);
    expect(list.window(2200, 2)).toEqual({ start: 98, end: 117 });
    expect(list.window(0, 12).start).toBe(0);
    expect(list.window(list.clamp(1e9), 12).end).toBe(1000);
  });

  it.each([600_000, 1_000_000, 50_000_000])(
    "reaches both ends of %i rows with an element that browsers can do",
    (rows) => {
      const list = scroll(rows);
      expect(list.scaled).toBe(true);
      expect(list.height).toBeLessThan(16_000_000);
      expect(list.toVirtual(0)).toBe(0);
      const end = list.toVirtual(list.height - list.viewport);
      expect(end).toBeCloseTo(list.total - list.viewport, 3);
      expect(list.window(end, 0).end).toBe(rows);
      expect(list.toVirtual(list.toReal(123_456))).toBeCloseTo(123_456, 3);
    },
  );

  it("reveals a row by the shortest way", () => {
    const list = scroll(1000);
    expect(list.reveal(5, 2200)).toBe(110);
    expect(list.reveal(105, 2200)).toBe(2200);
    expect(list.reveal(200, 2200)).toBe(201 * 22 - 300);
    expect(list.reveal(999, 0)).toBe(1000 * 22 - 300);
  });

  it("stands still when everything is seen", () => {
    expect(scroll(3).clamp(500)).toBe(0);
    expect(scroll(3).reveal(2, 0)).toBe(0);
  });
});

describe("keys of the grid", () => {
  const extent = { rows: 100, columns: 5, pageRows: 10 };
  const none = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
  const press = (selection: Selection, key: string, modifiers: Partial<typeof none> = {}) => {
    const read = keyOf({ ...none, ...modifiers, key }, selection, extent);
    return read?.kind === "select" ? read.selection : undefined;
  };

  it.each<[key: string, modifiers: object, row: number, column: number]>([
    ["ArrowDown", {}, 51, 2],
    ["ArrowRight", {}, 50, 3],
    ["PageDown", {}, 60, 2],
    ["PageUp", {}, 40, 2],
    ["Home", {}, 50, 0],
    ["End", {}, 50, 4],
    ["Home", { ctrlKey: true }, 0, 0],
    ["End", { metaKey: true }, 99, 4],
    ["ArrowUp", { ctrlKey: true }, 0, 2],
  ])("%s %j", (key, modifiers, row, column) => {
    expect(press(at(50, 2), key, modifiers)).toEqual(at(row, column));
  });

  it("stops at the edges, above at the header", () => {
    expect(press(at(0, 0), "ArrowUp")).toEqual(at(-1, 0));
    expect(press(at(-1, 0), "ArrowUp")).toEqual(at(-1, 0));
    expect(press(at(99, 4), "ArrowDown")).toEqual(at(99, 4));
    expect(press(at(0, 0), "ArrowLeft")).toEqual(at(0, 0));
  });

  it("extends a rectangle, and never into the header", () => {
    const first = press(at(1, 1), "ArrowDown", { shiftKey: true })!;
    const second = press(first, "ArrowLeft", { shiftKey: true })!;
    expect([rowsOf(second), columnsOf(second, 5)]).toEqual([
      { start: 1, end: 3 },
      { start: 0, end: 2 },
    ]);
    expect(isSelected(second, 2, 1, 5)).toBe(true);
    expect(isSelected(second, 2, 2, 5)).toBe(false);
    expect(rowsOf(press(at(0, 0), "ArrowUp", { shiftKey: true })!)).toEqual({ start: 0, end: 1 });
  });

  it("selects rows and everything", () => {
    expect(columnsOf(press(at(3, 2), " ", { shiftKey: true })!, 5)).toEqual({ start: 0, end: 5 });
    const all = press(at(3, 2), "a", { ctrlKey: true })!;
    expect([rowsOf(all), columnsOf(all, 5)]).toEqual([
      { start: 0, end: 100 },
      { start: 0, end: 5 },
    ]);
  });

  it("leaves other keys to the workbench", () => {
    for (const [key, modifiers] of [
      ["F1", {}],
      ["p", { ctrlKey: true }],
      ["Tab", {}],
      ["Escape", {}],
    ] as const)
      expect(keyOf({ ...none, ...modifiers, key }, at(0, 0), extent)).toBeUndefined();
  });
});

describe("column widths", () => {
  it("fit the longest text, within bounds", () => {
    const widths = fitColumns(["a", "name", "json"], [["x", "y".repeat(20), "z".repeat(500)]], 7, [false, false, true]);
    expect(widths).toEqual([53, 158, 360]);
  });
});

describe("lines", () => {
  const groups = [3, 1, 2].map((count, at) => ({ key: `g${at}`, start: [0, 3, 4][at]!, count, totals: [] }));
  const shown = (lines: GroupedLines) =>
    Array.from({ length: lines.count }, (_, line) => {
      const found = lines.at(line);
      return found.kind === "row" ? found.row : `${found.open ? "v" : ">"}${JSON.stringify(found.group.key)}`;
    });

  it("have a heading before each group's rows", () => {
    const lines = new GroupedLines(groups, new Set());
    expect(shown(lines)).toEqual(['v"g0"', 0, 1, 2, 'v"g1"', 3, 'v"g2"', 4, 5]);
    expect(shown(new GroupedLines(groups, new Set([0, 2])))).toEqual(['>"g0"', 'v"g1"', 3, '>"g2"']);
  });

  it("stand for rows, a heading for all of its group", () => {
    const lines = new GroupedLines(groups, new Set([2]));
    expect(lines.rowsOf({ start: 2, end: 4 })).toEqual({ start: 1, end: 3 });
    expect(lines.rowsOf({ start: 0, end: 1 })).toEqual({ start: 0, end: 3 });
    expect(lines.rowsOf({ start: 3, end: 7 })).toEqual({ start: 2, end: 6 });
    expect(lines.rowsOf({ start: 3, end: 3 })).toEqual({ start: 0, end: 0 });
    expect(new FlatLines(9).rowsOf({ start: 2, end: 4 })).toEqual({ start: 2, end: 4 });
  });

  it("find the group of any line among many", () => {
    const many = Array.from({ length: 2000 }, (_, at) => ({ key: at, start: at * 5, count: 5, totals: [] }));
    const lines = new GroupedLines(many, new Set());
    expect(lines.count).toBe(12_000);
    for (const group of [0, 1, 999, 1999]) {
      expect(lines.at(group * 6)).toMatchObject({ kind: "group", index: group });
      expect(lines.at(group * 6 + 5)).toEqual({ kind: "row", row: group * 5 + 4, grouped: true });
    }
  });
});
