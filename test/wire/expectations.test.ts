import { afterEach, expect, test } from "vitest";
import type { ExpectationState } from "../../server/protocol/results.ts";
import { fakeBackend, running } from "../support/fakeBackend.ts";
import { connect, uri } from "../support/wire.ts";
import type { WireClient } from "../support/wire.ts";

let client: WireClient;
afterEach(() => client.close());

const text = "from local.orders\nexpect complete\nexpect rows = 0\n\nfrom local.orders\nexpect rows > 0\n";
const start = (line: number) =>
  client.connection.sendRequest("evq/run/start", { uri, position: { line, character: 0 } });
const complete: ExpectationState = { text: "expect complete", met: true, message: "The result is complete." };
const rows: ExpectationState = { text: "expect rows = 0", met: false, message: "There are 3 rows." };

async function opened(): Promise<ReturnType<typeof fakeBackend>> {
  let runs = 0;
  const backend = fakeBackend();
  const { start: startRun } = backend.runs;
  const counted = {
    ...backend.runs,
    start: async (request: never) => ({ ...(await startRun(request)), runId: `run-${++runs}` }),
  };
  client = await connect(() => ({ ...backend, runs: counted }));
  await client.open(text);
  await client.next("textDocument/publishDiagnostics");
  return backend;
}

function end(backend: ReturnType<typeof fakeBackend>, runId: string, expectations: readonly ExpectationState[]): void {
  client.events.runChanged({ ...running(backend.started[0]!), runId, phase: "done", expectations });
}

/** Lines and codes of the problems that were told last. */
async function problems(): Promise<readonly string[]> {
  await client.connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
  const last = client.received("textDocument/publishDiagnostics").at(-1) as {
    diagnostics: readonly { code: string; message: string; range: { start: { line: number } } }[];
  };
  return last.diagnostics.map(({ code, message, range }) => `${range.start.line} ${code}: ${message}`);
}
const unmet = ["2 expectation.failed: Not met: expect rows = 0. There are 3 rows."];

test("what a run expected and did not find stands at its place, until the query is run again", async () => {
  const backend = await opened();
  await start(0);
  end(backend, "run-1", [complete, rows]);
  expect(await problems()).toEqual(unmet);
  await start(4);
  end(backend, "run-2", [{ text: "expect rows > 0", met: true, message: "" }]);
  expect(await problems(), "another query was run").toEqual(unmet);
  await start(0);
  expect(await problems()).toEqual([]);
});

test("it goes when the text is changed, and does not come back to another text", async () => {
  const backend = await opened();
  await start(0);
  end(backend, "run-1", [complete, rows]);
  expect(await problems()).toEqual(unmet);
  await start(0);
  await client.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: `\n${text}` }],
  });
  await problems();
  end(backend, "run-2", [complete, rows]);
  client.elapse();
  expect(await problems()).toEqual([]);
});

test("a run that ends before it is named counts too", async () => {
  const backend = fakeBackend();
  const { start: startRun } = backend.runs;
  const hasty = {
    ...backend.runs,
    start: async (request: never) => {
      const state = await startRun(request);
      client.events.runChanged({ ...state, phase: "done", expectations: [complete, rows] });
      return state;
    },
  };
  client = await connect(() => ({ ...backend, runs: hasty }));
  await client.open(text);
  await client.next("textDocument/publishDiagnostics");
  await start(0);
  expect(await problems()).toEqual(unmet);
});
