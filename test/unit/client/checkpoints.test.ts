import { beforeEach, expect, test, vi } from "vitest";
import type { CheckpointSummary, Preview } from "../../../server/protocol/checkpoints.ts";

/** What the user answers, and what VS Code was told. */
const user = vi.hoisted(() => ({
  inputs: [] as (string | undefined)[],
  warnings: [] as (string | undefined)[],
  asked: [] as { question: string; detail: string; buttons: readonly string[] }[],
  validated: [] as unknown[],
  said: [] as string[],
  copied: [] as string[],
}));

vi.mock("vscode", () => ({
  ThemeColor: class {},
  ThemeIcon: class {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
    }
  },
  TreeItem: class {
    label: string;
    constructor(label: string) {
      this.label = label;
    }
  },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  env: { clipboard: { writeText: async (text: string) => void user.copied.push(text) } },
  window: {
    showInputBox: async ({ validateInput }: { validateInput: (text: string) => unknown }) => {
      const answer = user.inputs.shift();
      if (answer !== undefined) user.validated.push(validateInput(answer));
      return answer;
    },
    showWarningMessage: async (question: string, { detail }: { detail: string }, ...buttons: readonly string[]) => {
      user.asked.push({ question, detail, buttons });
      return user.warnings.shift();
    },
    showInformationMessage: async (text: string) => void user.said.push(text),
    setStatusBarMessage: (text: string) => void user.said.push(text),
  },
}));

const { checkpointItem, factItem, facts, previewItem } = await import("../../../client/src/checkpoints/items.ts");
const commands = await import("../../../client/src/commands/checkpoints.ts");
const { KeepingConfirmation } = await import("../../../client/src/runs/confirmKeeping.ts");

const archive: CheckpointSummary = {
  id: "1",
  name: "archive",
  source: "akeneo.logs",
  place: "akeneo",
  isInto: true,
  query: 'from akeneo.logs\nsince checkpoint "archive"\ninto local.akeneo',
  position: "2024-01-15T10:00:00Z",
  by: "time",
  lastRun: "2024-01-15T10:05:00Z",
  lagSeconds: 7300,
  gaps: 1,
  deadLetters: 2,
};
const numbered: CheckpointSummary = {
  ...archive,
  id: "2",
  name: "erp",
  source: "cms.eventlog",
  place: "evq-checkpoints",
  isInto: false,
  position: "1030",
  by: "number",
  lagSeconds: 45,
  gaps: 0,
  deadLetters: 0,
};
const broken: CheckpointSummary = { ...archive, id: "3", name: "odd", gaps: 0, problem: "It has version 9." };
const preview: Preview = { runId: "run-7", title: "New", checkpoint: "erp", sources: ["cms.eventlog"], rowCount: 1 };

const asked: unknown[] = [];
let keeps: unknown = null;
const wire = {
  request: async (method: string, params: unknown) => {
    asked.push([method, params]);
    return method === "evq/run/keeps" ? keeps : { checkpoint: { name: "erp", state: "moved" }, rowCount: 1 };
  },
} as never;
const evq = {
  wire,
  runs: { current: undefined },
  checkpoints: {
    list: async () => ({ checkpoints: [archive, numbered, broken], previews: [preview] }),
    refresh: () => {},
  },
} as never;

beforeEach(() => {
  asked.length = 0;
  Object.assign(user, { inputs: [], warnings: [], asked: [], validated: [], said: [], copied: [] });
});

test("a row says what is read, where it goes, how far behind it is, and what is not right", () => {
  const shown = [archive, numbered, broken].map((checkpoint) => {
    const { label, description, contextValue, iconPath } = checkpointItem(checkpoint);
    return [label, description, contextValue, (iconPath as { id: string }).id];
  });
  expect(shown).toEqual([
    ["archive", "akeneo.logs → local.akeneo · 2 h behind · 1 gap", "checkpoint", "warning"],
    ["erp", "cms.eventlog · 45 s behind", "checkpoint", "history"],
    ["odd", "akeneo.logs → local.akeneo · cannot be read", "checkpoint.broken", "error"],
  ]);
  expect(facts(archive).map((fact) => factItem(archive, fact).description)).toEqual([
    "2024-01-15T10:00:00Z",
    "2024-01-15T10:05:00Z",
    "2 h",
    "1",
    "2 records",
  ]);
  expect(facts(numbered).map(({ value }) => value)).toEqual(["number 1030", "2024-01-15T10:05:00Z", "45 s", "none"]);
  expect(previewItem(preview)).toMatchObject({ label: "Preview of 1 row", description: "erp · cms.eventlog" });
});

test("a preview is committed without a question, as nothing is given up", async () => {
  await commands.commitPreview(evq, { preview });
  expect(asked).toEqual([["evq/run/commit", { runId: "run-7" }]]);
  expect(user.asked).toEqual([]);
  expect(user.said).toEqual(["The checkpoint erp stands behind this 1 row now: it does not come again."]);
});

test("progress is given up only after its button was pressed, which says what comes again", async () => {
  await commands.resetCheckpoint(evq, { checkpoint: archive });
  user.inputs = ["2024-01-15T09:00:00Z"];
  await commands.rewindCheckpoint(evq, { checkpoint: archive });
  expect(asked).toEqual([]);
  expect(user.asked.map(({ question }) => question)).toEqual([
    'Forget how far the checkpoint "archive" has read?',
    'Take the checkpoint "archive" back to 2024-01-15T09:00:00Z?',
  ]);
  user.warnings = ["Reset", "Rewind"];
  user.inputs = ["1000"];
  await commands.resetCheckpoint(evq, { checkpoint: broken });
  await commands.rewindCheckpoint(evq, { checkpoint: numbered });
  expect(asked).toEqual([
    ["evq/checkpoint/reset", { id: "3" }],
    ["evq/checkpoint/rewind", { id: "2", to: "1000" }],
  ]);
  expect(user.asked.at(-1)?.detail).toBe(
    "It stands at number 1030. What is between is read again by the next sync. Rows that were printed come again.",
  );
});

test("a place that is none, or lies ahead, is told while it is typed; so is a name that is taken", async () => {
  for (const to of ["yesterday", "2024-01-16T00:00:00Z"]) {
    user.inputs = [to];
    await commands.rewindCheckpoint(evq, { checkpoint: archive });
  }
  user.inputs = ["1031"];
  await commands.rewindCheckpoint(evq, { checkpoint: numbered });
  user.inputs = ["archive"];
  await commands.copyCheckpoint(evq, { checkpoint: archive });
  expect(user.validated).toEqual([
    "Give a time such as 2024-01-15T10:00:00Z.",
    "It stands at 2024-01-15T10:00:00Z; give a time before it.",
    "It stands at 1030; give a number before it.",
    'There is a checkpoint "archive" of this log already.',
  ]);
});

test("a checkpoint's query is put on the clipboard", async () => {
  await commands.copyCheckpointQuery(evq, { checkpoint: archive });
  expect(user.copied).toEqual([`${archive.query}\n`]);
});

test("a query with into is run once the user wants it, and asked about once where that is enough", async () => {
  const keeping = new KeepingConfirmation(wire);
  const place = { uri: "file:///a.evq", position: { line: 0, character: 0 } };
  keeps = null;
  expect(await keeping.allows(place)).toBe(true);
  expect(user.asked).toEqual([]);
  keeps = { log: "akeneo", checkpoint: "archive" };
  user.warnings = [undefined, "Run", "Run, and Do Not Ask Again"];
  expect([await keeping.allows(place), await keeping.allows(place), await keeping.allows(place)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(await keeping.allows(place)).toBe(true);
  expect(user.asked).toHaveLength(3);
  expect(user.asked[0]).toMatchObject({
    question: "Keep the rows of this query in local.akeneo?",
    detail: expect.stringContaining('checkpoint "archive" moves with them') as string,
  });
  keeps = { log: "other" };
  expect(await keeping.allows(place)).toBe(false);
});
