import {
  DiagnosticSeverity,
  languages,
  notebooks,
  workspace,
  type Disposable,
  type NotebookCell,
  type NotebookCellExecution,
  type NotebookDocument,
} from "vscode";
import type { Failure } from "../../../server/protocol/failure.ts";
import type { QueryEntry } from "../../../server/protocol/requests.ts";
import { readFailure, type Failures } from "../failures.ts";
import type { KeepingConfirmation } from "../runs/confirmKeeping.ts";
import type { Parameters } from "../runs/parameters.ts";
import type { QueryPlace } from "../runs/tabs.ts";
import type { Wire } from "../wire.ts";
import type { LiveRuns } from "./liveRuns.ts";
import { NOTEBOOK_TYPE } from "./notebookType.ts";
import { outputOf } from "./outputs.ts";
import { failedState, recordOf } from "./record.ts";
import { saveResult } from "./saveResult.ts";

export interface KernelParts {
  readonly wire: Wire;
  readonly live: LiveRuns;
  readonly parameters: Parameters;
  readonly keeping: KeepingConfirmation;
  readonly failures: Failures;
}

/** Runs the cells of notebooks: the queries of a cell one after the other, the cells of a notebook in the order asked for. */
export class Kernel implements Disposable {
  readonly #parts: KernelParts;
  readonly #controller = notebooks.createNotebookController("evq", NOTEBOOK_TYPE, "EVQ");
  readonly #subscriptions: readonly Disposable[];
  /** What each notebook waits for before it runs more. */
  readonly #busy = new Map<NotebookDocument, Promise<void>>();
  /** Runs of each notebook that an output shows. */
  readonly #shown = new Map<NotebookDocument, Set<string>>();
  #order = 0;
  #failed = 0;

  constructor(parts: KernelParts) {
    this.#parts = parts;
    this.#controller.supportedLanguages = ["evq"];
    this.#controller.supportsExecutionOrder = true;
    this.#controller.description = "Event log queries";
    this.#controller.executeHandler = (cells, notebook) => this.#enqueue(cells, notebook);
    this.#subscriptions = [
      workspace.onDidChangeNotebookDocument(({ notebook }) => this.#closeUnseen(notebook)),
      workspace.onDidCloseNotebookDocument((notebook) => this.#closeAll(notebook)),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#controller.dispose();
  }

  /** All of them show at once that they wait. */
  async #enqueue(cells: readonly NotebookCell[], notebook: NotebookDocument): Promise<void> {
    const executions = cells.map((cell) => this.#controller.createNotebookCellExecution(cell));
    const before = this.#busy.get(notebook) ?? Promise.resolve();
    const work = before.then(async () => {
      for (const execution of executions) await this.#execute(execution);
    });
    // What goes wrong here stops nothing that is asked for later.
    this.#busy.set(
      notebook,
      work.catch(() => {}),
    );
    await work;
  }

  async #execute(execution: NotebookCellExecution): Promise<void> {
    if (execution.token.isCancellationRequested) return execution.end(undefined);
    execution.executionOrder = ++this.#order;
    const began = Date.now();
    execution.start(began);
    try {
      await execution.clearOutput();
      const isFine = await this.#runQueries(execution);
      execution.end(isFine, Date.now());
    } catch (thrown) {
      await this.#showFailure(execution, "Cell", readFailure(thrown), began);
      execution.end(false, Date.now());
    }
  }

  /** Whether all went well; undefined when the user did not want to go on. */
  async #runQueries(execution: NotebookCellExecution): Promise<boolean | undefined> {
    const { parameters, keeping } = this.#parts;
    const queries = await this.#queriesOf(execution.cell);
    const starts: (() => Promise<boolean | undefined>)[] = [];
    for (const { title, position } of queries) {
      const place = { uri: execution.cell.document.uri.toString(), position };
      const values = await parameters.values(place);
      if (!values || !(await keeping.allows(place))) return undefined;
      starts.push(() => this.#runQuery(execution, title, place, values));
    }
    if (starts.length === 0) return this.#explainNothing(execution);
    let isFine: boolean | undefined = true;
    for (const start of starts) {
      const outcome = await start();
      if (outcome === undefined) return undefined;
      isFine &&= outcome;
    }
    return isFine;
  }

  #queriesOf({ document }: NotebookCell): Promise<readonly QueryEntry[]> {
    const end = document.lineAt(document.lineCount - 1).range.end;
    const range = { start: { line: 0, character: 0 }, end: { line: end.line, character: end.character } };
    return this.#parts.wire.request("evq/queries", { uri: document.uri.toString(), range });
  }

  /** A cell of definitions alone has nothing to run; one with errors says the first of them. */
  async #explainNothing(execution: NotebookCellExecution): Promise<boolean> {
    const error = languages
      .getDiagnostics(execution.cell.document.uri)
      .find(({ severity }) => severity === DiagnosticSeverity.Error);
    if (!error) return true;
    await this.#showFailure(execution, "Cell", { code: "query.invalid", message: error.message }, Date.now());
    return false;
  }

  async #runQuery(
    execution: NotebookCellExecution,
    title: string,
    place: QueryPlace,
    parameters: Readonly<Record<string, string>>,
  ): Promise<boolean | undefined> {
    const { live, wire } = this.#parts;
    if (execution.token.isCancellationRequested) return undefined;
    const at = Date.now();
    const begun = await live.start(place, parameters).catch(readFailure);
    if ("code" in begun) {
      await this.#showFailure(execution, title, begun, at, parameters);
      return false;
    }
    const { runId } = begun;
    const output = outputOf({ run: recordOf({ ...begun, phase: "running" }, { at, parameters }) }, { runId });
    await execution.appendOutput(output);
    this.#keep(execution.cell.notebook, runId);
    const last = await live.ended(runId, execution.token);
    const result = await saveResult(wire, last);
    const saved = { run: recordOf(last, { at, parameters }), ...(result && { result }) };
    await execution.replaceOutputItems(outputOf(saved).items, output);
    if (last.phase === "cancelled") return undefined;
    return last.phase === "done" && !last.expectations?.some(({ met }) => !met);
  }

  async #showFailure(
    execution: NotebookCellExecution,
    title: string,
    failure: Failure,
    at: number,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { live, failures } = this.#parts;
    const runId = `not-begun-${++this.#failed}`;
    const state = failedState(runId, title, execution.cell.document.getText(), failure, at);
    live.keep(state);
    const wayOutTitle = failures.wayOutTitle(failure);
    const metadata = { runId, ...(wayOutTitle !== undefined && { wayOutTitle }) };
    await execution.appendOutput(outputOf({ run: recordOf(state, { at, parameters }) }, metadata));
    this.#keep(execution.cell.notebook, runId);
  }

  #keep(notebook: NotebookDocument, runId: string): void {
    const runs = this.#shown.get(notebook) ?? new Set();
    this.#shown.set(notebook, runs.add(runId));
  }

  /** The server need not keep rows that no output shows: its cell was cleared, run again or deleted. */
  #closeUnseen(notebook: NotebookDocument): void {
    const runs = this.#shown.get(notebook);
    if (!runs) return;
    const seen = new Set(
      notebook.getCells().flatMap(({ outputs }) => outputs.map(({ metadata }): unknown => metadata?.["runId"])),
    );
    for (const runId of runs) {
      if (seen.has(runId)) continue;
      runs.delete(runId);
      this.#parts.live.close(runId);
    }
  }

  #closeAll(notebook: NotebookDocument): void {
    for (const runId of this.#shown.get(notebook) ?? []) this.#parts.live.close(runId);
    this.#shown.delete(notebook);
    this.#busy.delete(notebook);
  }
}
