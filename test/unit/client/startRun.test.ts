import { beforeEach, expect, test, vi } from "vitest";
import { startRun } from "../../../client/src/runs/startRun.ts";
import type { Wire } from "../../../client/src/wire.ts";

const editor = vi.hoisted(() => ({
  answer: undefined as string | undefined,
  asked: [] as unknown[],
  edits: [] as unknown[],
}));

vi.mock("vscode", () => ({
  Position: class {
    readonly line: number;
    readonly character: number;
    constructor(line: number, character: number) {
      this.line = line;
      this.character = character;
    }
  },
  Uri: { parse: (uri: string) => uri },
  WorkspaceEdit: class {
    insert(...edit: readonly unknown[]): void {
      editor.edits.push(edit);
    }
  },
  window: {
    showWarningMessage: async (...said: readonly unknown[]) => {
      editor.asked.push(said);
      return editor.answer;
    },
  },
  workspace: { applyEdit: async () => true },
}));

const place = { uri: "file:///a.evq", position: { line: 2, character: 0 } };
const failure = {
  code: "query.unbounded",
  message: "This reads all of erp.eventlog.",
  wayOut: { text: "Bound it with during last 1d." },
};
let begun: unknown[];
/** A server that refuses what is not confirmed until the text was bounded. */
const wire = {
  request: async (method: string, params: { confirmed?: boolean }) => {
    if (method === "evq/query/endOfSources") return { line: 2, character: 17 };
    if (!params.confirmed && editor.edits.length === 0)
      throw Object.assign(new Error(failure.message), { data: failure });
    begun.push(params);
    return { runId: "run-1" };
  },
} as unknown as Wire;

beforeEach(() => {
  begun = [];
  editor.edits = [];
  editor.asked = [];
});

test("a run that would read a whole log says what that takes, and begins when that is wanted", async () => {
  editor.answer = "Run Anyway";
  expect(await startRun(wire, place, {})).toEqual({ runId: "run-1" });
  expect(editor.asked).toEqual([
    [
      "Read the whole log?",
      { modal: true, detail: "This reads all of erp.eventlog.\n\nBound it with during last 1d." },
      "Run Anyway",
      "Only the Last Day",
    ],
  ]);
  expect(begun).toEqual([{ ...place, parameters: {}, confirmed: true }]);
});

test("it can be bounded instead, in the text of the query", async () => {
  editor.answer = "Only the Last Day";
  await startRun(wire, place, {});
  expect(editor.edits).toEqual([["file:///a.evq", { line: 2, character: 17 }, "\nduring last 1d"]]);
  expect(begun).toEqual([{ ...place, parameters: {} }]);
});

test("who does not want it has nothing begun", async () => {
  editor.answer = undefined;
  await expect(startRun(wire, place, {})).rejects.toMatchObject({ data: failure });
  expect(begun).toEqual([]);
});
