import { beforeEach, expect, test, vi } from "vitest";

/** What the user answers, and what VS Code was told to do. */
const user = vi.hoisted(() => ({
  inputs: [] as (string | undefined)[],
  warnings: [] as (string | undefined)[],
  validated: [] as unknown[],
  said: [] as string[],
  documents: new Map<string, { text: string }>(),
}));

vi.mock("vscode", () => {
  const uri = (path: string) => ({ path, scheme: "untitled", toString: () => `untitled:${path}` });
  const open = ({ path }: { path: string }) => {
    const document = user.documents.get(path) ?? { text: "" };
    user.documents.set(path, document);
    return { uri: uri(path), getText: () => document.text };
  };
  return {
    CodeLens: class {
      range: unknown;
      command: unknown;
      constructor(range: unknown, command: unknown) {
        this.range = range;
        this.command = command;
      }
    },
    EventEmitter: class {
      event = () => ({ dispose: () => {} });
      fire = () => {};
      dispose = () => {};
    },
    Position: class {},
    Range: class {},
    Selection: class {},
    WorkspaceEdit: class {
      insert({ path }: { path: string }, _at: unknown, text: string) {
        user.documents.get(path)!.text = text;
      }
    },
    Uri: {
      from: ({ path }: { path: string }) => uri(path),
      parse: (text: string) => uri(text.replace("untitled:", "")),
    },
    languages: { registerCodeLensProvider: () => ({ dispose: () => {} }) },
    workspace: { openTextDocument: async (of: { path: string }) => open(of), applyEdit: async () => true },
    window: {
      activeTextEditor: undefined,
      showTextDocument: async () => ({}),
      showInputBox: async ({ validateInput }: { validateInput?: (text: string) => unknown }) => {
        const answer = user.inputs.shift();
        if (answer !== undefined && validateInput) user.validated.push(validateInput(answer));
        return answer;
      },
      showWarningMessage: async () => user.warnings.shift(),
      setStatusBarMessage: (text: string) => void user.said.push(text),
      showInformationMessage: async (text: string) => void user.said.push(text),
    },
  };
});

const { EventDrafts } = await import("../../../client/src/documents/eventDrafts.ts");
const { appendEvent } = await import("../../../client/src/commands/appendEvent.ts");
const { createLog } = await import("../../../client/src/commands/createLog.ts");
const { deleteLog } = await import("../../../client/src/commands/deleteLog.ts");
const { describeLog } = await import("../../../client/src/commands/describeLog.ts");
const { newEvent } = await import("../../../client/src/commands/newEvent.ts");
const { renameLog } = await import("../../../client/src/commands/renameLog.ts");

const asked: unknown[] = [];
const drafts = new EventDrafts();
const evq = {
  drafts,
  wire: {
    request: async (method: string, params: unknown) => {
      asked.push([method, params]);
      return { appended: 1, repeated: 1 };
    },
  },
  sources: {
    logs: async () => [{ name: "orders", description: "what was sold" }, { name: "other" }],
    attempt: (action: () => Promise<void>) => action(),
  },
} as never;
const orders = { log: { name: "orders" } };

beforeEach(() => {
  asked.length = 0;
  Object.assign(user, { inputs: [], warnings: [], validated: [], said: [] });
});

test("a draft knows its log: its lens appends what stands in it, and other JSON has no lens", async () => {
  await newEvent(evq, { ...orders, stream: { name: "ada" } });
  const [[path, document] = ["", { text: "" }]] = user.documents;
  expect(JSON.parse(document.text)).toEqual({ event_type: "", stream_id: "ada", payload: {} });
  const at = (name: string) => ({ uri: { path: name, toString: () => `untitled:${name}` } }) as never;
  const [lens] = drafts.provideCodeLenses(at(path));
  expect(lens?.command).toMatchObject({ title: "Append to local.orders", command: "evq.log.appendEvent" });
  expect(drafts.provideCodeLenses(at("settings.json"))).toEqual([]);
  document.text = '{"event_type":"blessed"}';
  await appendEvent(evq, ...(lens?.command?.arguments ?? []));
  expect(asked).toEqual([["evq/log/append", { log: "orders", text: '{"event_type":"blessed"}' }]]);
  expect(user.said).toEqual(["Appended 1 event to local.orders, 1 was there already"]);
});

test("a log is made, renamed and described as the user says; a name that is taken is told while it is typed", async () => {
  user.inputs = [" jobs ", "what ran"];
  await createLog(evq);
  user.inputs = ["sales"];
  await renameLog(evq, orders);
  user.inputs = ["what was really sold"];
  await describeLog(evq, orders);
  expect(asked).toEqual([
    ["evq/log/create", { log: "jobs", description: "what ran" }],
    ["evq/log/update", { log: "orders", change: { name: "sales" } }],
    ["evq/log/update", { log: "orders", change: { description: "what was really sold" } }],
  ]);
  user.validated = [];
  user.inputs = ["other"];
  await renameLog(evq, orders);
  expect(user.validated).toEqual(['There is a log "other" already.']);
});

test("Escape changes nothing, and a log goes only after its button was pressed", async () => {
  await createLog(evq);
  user.inputs = ["jobs"];
  await createLog(evq);
  await renameLog(evq, orders);
  await describeLog(evq, orders);
  await deleteLog(evq, orders);
  expect(asked).toEqual([]);
  user.warnings = ["Delete"];
  await deleteLog(evq, orders);
  expect(asked).toEqual([["evq/log/delete", { log: "orders" }]]);
});
