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
    { type: "copy", runId: "r", rows: { start: 0, end: 2 }, columns: { start: 1, end: 2 }, header: true },
    { type: "cancel", runId: "r" },
    { type: "wayOut", runId: "r" },
  ])("$type is read", (message) => {
    expect(fromPage({ ...message, more: 1 })).toEqual(message);
  });

  it.each([
    { type: "rows", runId: "r", offset: -1, count: 100 },
    { type: "rows", runId: "r", offset: 0, count: 1e9 },
    { type: "rows", runId: 5, offset: 0, count: 1 },
    { type: "copy", runId: "r", rows: { start: 2, end: 0 }, columns: { start: 1, end: 2 }, header: true },
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
    const kept = { runId: "r", top: 5, row: 1, column: 2, notes: true, detail: false, widths: [["a", 50]] };
    expect(readKept(kept)).toEqual(kept);
    expect(readKept({ top: Number.NaN, widths: [["a"], 5, ["b", 7]], notes: "yes" })).toEqual({
      ...readKept(undefined),
      widths: [["b", 7]],
    });
    fc.assert(fc.property(fc.anything(), (value) => typeof readKept(value).top === "number"));
  });
});
