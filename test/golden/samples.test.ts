import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SavedOutput } from "../../client/protocol/notebook.ts";
import { readSampleLogs, readTour } from "../../client/src/importing/samples.ts";
import type { Fields } from "../../client/src/notebook/file/notebookFile.ts";
import { readNotebook } from "../../client/src/notebook/file/readNotebook.ts";
import { writeNotebook } from "../../client/src/notebook/file/writeNotebook.ts";
import { recordOf } from "../../client/src/notebook/record.ts";
import { resultText } from "../../client/src/notebook/resultText.ts";
import { saveResult } from "../../client/src/notebook/saveResult.ts";
import type { Wire } from "../../client/src/wire.ts";
import { openWorkerBackend } from "../../server/node/workerBackend.ts";
import type { WorkerStart } from "../../server/node/workerProtocol.ts";
import type { QueryEntry } from "../../server/protocol/requests.ts";
import type { RunState } from "../../server/protocol/results.ts";
import { parseJson } from "../../server/src/base/json.ts";
import type { Backend } from "../../server/src/lsp/backend.ts";
import { samples } from "../host/checkout.ts";
import { connect, type WireClient } from "../support/wire.ts";

test("the tour lists every sample, in order", () => {
  const tour = readTour(readFileSync(join(samples, "tour.json"), "utf8"));
  expect(tour).toEqual(globSync("*.{evq,evqnb}", { cwd: samples }).toSorted());
});

let store: string;
let client: WireClient;
let backend: Backend;

beforeAll(async () => {
  store = mkdtempSync(join(tmpdir(), "evq-samples-"));
  client = await connect((_place, events) => (backend = openWorkerBackend(startWorker, events)));
  for (const { file, log, mapping } of readSampleLogs(readFileSync(join(samples, "data/import.json"), "utf8"))) {
    await client.connection.sendRequest("evq/log/import", { importId: log, file: join(samples, "data", file), log, mapping }); // prettier-ignore
  }
});
afterAll(async () => {
  await backend.close();
  client.close();
  rmSync(store, { recursive: true });
});

function startWorker(): Worker {
  const { port2: host } = new MessageChannel();
  const workerData: WorkerStart = { storePath: store, userConnections: "{}", trusted: true, standsBack: true, host };
  return new Worker(new URL("../../server/node/worker.ts", import.meta.url), { workerData, transferList: [host] });
}

const files = globSync("*.evq", { cwd: samples }).toSorted();
const parameters = { customer: "ada" };

test("the tour has eight to ten files", () => {
  expect(files.length).toBeGreaterThanOrEqual(8);
  expect(files.length).toBeLessThanOrEqual(10);
});

test.each(files)("%s runs, and gives what it gave", async (file) => {
  const uri = `file:///samples/${file}`;
  const text = readFileSync(join(samples, file), "utf8");
  await client.connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "evq", version: 1, text },
  });
  const outputs = await runAll(uri, text, text.includes("param customer") ? parameters : {});
  expect(outputs.length).toBeGreaterThan(0);
  expect(outputs.filter(({ run }) => run.phase !== "done")).toEqual([]);
  const page = outputs.map((output) => resultText(firstRows(output))).join("\n\n----\n\n");
  await expect(`${page}\n`).toMatchFileSnapshot(`samples/${file.replace(/\.evq$/, "")}.txt`);
});

test("the audit notebook has the outputs that running it gives", async () => {
  const path = join(samples, "audit.evqnb");
  const file = readNotebook(readFileSync(path));
  const uriOf = (id: string) => `vscode-notebook-cell:/audit.evqnb#${id}`;
  const queries = file.cells.filter(({ language }) => language === "evq");
  await client.connection.sendNotification("notebookDocument/didOpen", {
    notebookDocument: {
      uri: "file:///audit.evqnb",
      notebookType: "evq-notebook",
      version: 1,
      cells: queries.map(({ id }) => ({ kind: 2, document: uriOf(id) })),
    },
    cellTextDocuments: queries.map(({ id, source }) => ({ uri: uriOf(id), languageId: "evq", version: 1, text: source })),
  });
  const cells = [];
  for (const cell of file.cells) {
    const outputs = cell.language === "evq" ? await runAll(uriOf(cell.id), cell.source, {}) : [];
    for (const { run } of outputs) {
      expect([run.title, run.phase, run.completeness?.verdict]).toEqual([run.title, "done", "complete"]);
      expect(run.expectations?.filter(({ met }) => !met) ?? [], run.title).toEqual([]);
    }
    cells.push({ ...cell, outputs: outputs.map((output) => parseJson(JSON.stringify(output)) as Fields) });
  }
  expect(cells.flatMap(({ outputs }) => outputs).length).toBeGreaterThanOrEqual(5);
  await expect(writeNotebook({ ...file, cells })).toMatchFileSnapshot(path);
});

/** Every query of a text, at a moment and with a duration that do not change. */
async function runAll(uri: string, text: string, parameters: Record<string, string>): Promise<readonly SavedOutput[]> {
  const request = ((method: string, params: object) => client.connection.sendRequest(method, params)) as Wire["request"];
  const lines = text.split("\n");
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } }; // prettier-ignore
  const outputs: SavedOutput[] = [];
  for (const { position } of await client.connection.sendRequest<readonly QueryEntry[]>("evq/queries", { uri, range })) {
    const { runId } = await request("evq/run/start", { uri, position, parameters });
    const state = await client.next<RunState>("evq/run/progress", (one) => one.runId === runId && one.phase !== "running");
    const result = await saveResult({ request }, state);
    const used = Object.fromEntries(Object.entries(parameters).filter(([name]) => state.text.includes(`$${name}`)));
    const run = recordOf({ ...state, elapsedMs: 10 }, { at: Date.UTC(2024, 0, 22, 9), parameters: used });
    outputs.push({ run, ...(result && { result }) });
  }
  return outputs;
}

/** As many rows as a reader compares. */
function firstRows(output: SavedOutput): SavedOutput {
  const { result } = output;
  return result ? { ...output, result: { ...result, rows: result.rows.slice(0, 8) } } : output;
}
