import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMessage as fromPage } from "../../../client/src/panels/messages.ts";
import { readKept } from "../../../client/webview/kept.ts";
import { readMessage as toPage } from "../../../client/webview/messages.ts";
import { runOf } from "../../page/support/openResults.ts";

describe("messages of the page to the extension", () => {
  it.each([
    { type: "ready" },
    { type: "rows", runId: "r", offset: 0, count: 100 },
    { type: "copy", runId: "r", rows: { start: 0, end: 2 }, columns: { start: 1, end: 2 }, format: "json" },
    {
      type: "sort",
      runId: "r",
      sort: [
        { column: "a", direction: "desc" },
        { column: "b", direction: "asc" },
      ],
    },
    { type: "sort", runId: "r", sort: null },
    { type: "sortAs", runId: "r" },
    { type: "selectTab", tab: "tab-1" },
    { type: "pinTab", tab: "tab-1", pinned: true },
    { type: "reduced", runId: "r" },
    { type: "cancel", runId: "r" },
    { type: "wayOut", runId: "r" },
  ])("$type is read", (message) => {
    expect(fromPage({ ...message, more: 1 })).toEqual(message);
  });

  it.each([
    { type: "rows", runId: "r", offset: -1, count: 100 },
    { type: "rows", runId: "r", offset: 0, count: 1e9 },
    { type: "rows", runId: 5, offset: 0, count: 1 },
    { type: "copy", runId: "r", rows: { start: 2, end: 0 }, columns: { start: 1, end: 2 }, format: "tsv" },
    { type: "copy", runId: "r", rows: { start: 0, end: 2 }, columns: { start: 1, end: 2 }, format: "html" },
    { type: "sort", runId: "r" },
    { type: "sort", runId: "r", sort: [{ column: "a", direction: "up" }] },
    { type: "sort", runId: "r", sort: [] },
    { type: "sort", runId: "r", sort: { column: "a", direction: "asc" } },
    { type: "pinTab", tab: "tab-1" },
    { type: "closeTab", tab: 1 },
    { type: "command", runId: "r", command: "workbench.action.terminal.new" },
    { type: "cancel" },
  ])("%j is refused", (message) => {
    expect(fromPage(message)).toBeUndefined();
  });

  it("never throw", () => {
    fc.assert(fc.property(fc.anything(), (value) => fromPage(value) === undefined));
  });
});

describe("messages of the extension to the page", () => {
  it("are read", () => {
    expect(toPage({ type: "run", run: null })).toEqual({ type: "run", run: null });
    expect(toPage({ type: "run", run: runOf({ failure: { code: "internal", message: "m" } }) })).toBeDefined();
    expect(toPage({ type: "rows", runId: "r", page: { offset: 0, rows: [[1], ["a"]] } })).toBeDefined();
  });

  it.each([
    { type: "run" },
    { type: "run", run: { ...runOf({}), columns: [{ name: 5, type: "string" }] } },
    { type: "run", run: { ...runOf({}), phase: "odd" } },
    { type: "run", run: { ...runOf({}), rowCount: -1 } },
    { type: "run", run: { ...runOf({}), failure: "text" } },
    { type: "run", run: { ...runOf({}), columns: [{ name: "a", type: "string", role: { kind: "odd" } }] } },
    { type: "run", run: { ...runOf({}), sort: [{ column: "a", direction: "up" }] } },
    { type: "run", run: { ...runOf({}), sort: [] } },
    { type: "run", run: { ...runOf({}), sorting: { to: null, share: 0 } } },
    { type: "tabs", tabs: [{ id: "a", title: "t", file: "f", mark: "odd", pinned: false }], active: null },
    { type: "tabs", tabs: [], active: 1 },
    { type: "reduced", runId: "r", table: { totals: [], grouping: { kind: "grouped", groups: [{ start: -1 }] } } },
    { type: "reduced", runId: "r", table: { totals: null, grouping: { kind: "single" } } },
    { type: "chartRows", runId: "r", rows: [1] },
    { type: "copySelection", format: "html" },
    { type: "rows", runId: "r", page: { offset: 0, rows: [1] } },
  ])("%j is refused", (message) => {
    expect(toPage(message)).toBeUndefined();
  });

  it("never throw", () => {
    fc.assert(fc.property(fc.anything(), (value) => toPage(value) === undefined));
  });
});

describe("what the page kept", () => {
  it("comes back, and nothing else does", () => {
    const kept = {
      places: [["r", { top: 5, row: 1, column: 2 }]],
      view: "chart",
      plain: true,
      notes: true,
      detail: "row",
      widths: [["a", 50]],
    };
    expect(readKept(kept)).toEqual(kept);
    const odd = { places: [["r", { top: Number.NaN, row: 3 }], ["x"], 7], widths: [["a"], 5, ["b", 7]], notes: "yes" };
    expect(readKept(odd)).toEqual({
      ...readKept(undefined),
      places: [["r", { top: 0, row: 3, column: 0 }]],
      widths: [["b", 7]],
    });
    fc.assert(fc.property(fc.anything(), (value) => Array.isArray(readKept(value).places)));
  });
});
