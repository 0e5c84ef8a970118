import type { Worker } from "node:worker_threads";
import type { Preview } from "../protocol/checkpoints.ts";
import type { ExportReport, RunState } from "../protocol/results.ts";
import type { Cancellation } from "../src/base/cancellation.ts";
import { EvqError, toFailure } from "../src/base/failure.ts";
import type { Confirmation, ImportRequest, ImportWatch, StartRequest } from "../src/engine/api.ts";
import type { ExportRequest } from "../src/export/exportRun.ts";
import type { BackendEvents } from "../src/lsp/backend.ts";
import { WorkerCalls } from "./workerLink.ts";
import type { Port } from "./workerLink.ts";
import type { WorkerRequests } from "./workerProtocol.ts";

/** What this needs of a `Worker`. */
export type Thread = Port & Pick<Worker, "once" | "terminate">;

/** Milliseconds between two looks for a wish to cancel. */
const LOOK_MS = 100;

type RunMethod = Exclude<Extract<keyof WorkerRequests, `run/${string}`>, "run/start" | "run/export" | "run/previews">;

/** One worker from its start to its end, with the runs that go on in it. */
export class WorkerThread {
  readonly #thread: Thread;
  readonly #identity: string;
  readonly #events: BackendEvents;
  readonly #ended: (self: WorkerThread) => void;
  readonly #calls: WorkerCalls;
  /** Last states of the runs that go on, to end them when the worker dies. */
  readonly #running = new Map<string, RunState>();
  readonly #imports = new Map<number, { readonly watch: ImportWatch; readonly cancel: () => void }>();
  #starting = 0;
  /** Runs that ended before the answer that names them was here. */
  readonly #overEarly = new Set<string>();
  #lastImport = 0;
  #isOver = false;

  constructor(thread: Thread, identity: string, events: BackendEvents, ended: (self: WorkerThread) => void) {
    this.#thread = thread;
    this.#identity = `${identity}.`;
    this.#events = events;
    this.#ended = ended;
    this.#calls = new WorkerCalls(thread, {
      "run/changed": (state) => this.#runChanged(this.#outside(state)),
      "import/progress": ({ import: number, progress }) => {
        const running = this.#imports.get(number);
        if (running?.watch.cancellation.cancelled) running.cancel();
        running?.watch.progress(progress);
      },
      "store/changed": ({ path }) => events.storeChanged(path),
    });
    thread.once("error", (thrown: unknown) => this.#end(stopped(toFailure(thrown).message)));
    thread.once("exit", (code: number) => this.#end(stopped(`it ended with code ${code}`)));
  }

  ask<M extends keyof WorkerRequests>(
    method: M,
    params: WorkerRequests[M]["params"],
  ): Promise<WorkerRequests[M]["result"]> {
    return this.#calls.request(method, params).result;
  }

  /** Whether a run goes on or begins. */
  get isRunning(): boolean {
    return this.#running.size > 0 || this.#starting > 0;
  }

  owns(runId: string): boolean {
    return runId.startsWith(this.#identity);
  }

  askAboutRun<M extends RunMethod>(
    method: M,
    runId: string,
    more: Omit<WorkerRequests[M]["params"], "runId">,
  ): Promise<WorkerRequests[M]["result"]> {
    const params = { ...more, runId: runId.slice(this.#identity.length) } as WorkerRequests[M]["params"];
    return this.ask(method, params).then((result) => (isRunState(result) ? this.#outside(result) : result));
  }

  async start(request: StartRequest & Confirmation): Promise<RunState> {
    this.#starting++;
    try {
      const state = this.#outside(await this.ask("run/start", request));
      if (state.phase === "running" && !this.#overEarly.has(state.runId)) this.#running.set(state.runId, state);
      return state;
    } finally {
      if (--this.#starting === 0) this.#overEarly.clear();
    }
  }

  async previews(): Promise<readonly Preview[]> {
    const previews = await this.ask("run/previews", null);
    return previews.map((preview) => ({ ...preview, runId: this.#identity + preview.runId }));
  }

  /** A worker that does not answer in time is in the middle of something that cannot be interrupted: it is stopped. */
  async cancel(runId: string, patienceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stop(), patienceMs);
    try {
      await this.askAboutRun("run/cancel", runId, {});
    } catch (thrown) {
      if (!this.#isOver) throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A wish to cancel is passed on with the next progress message, of which there are many a second. */
  async import(request: ImportRequest, watch: ImportWatch): Promise<WorkerRequests["log/import"]["result"]> {
    const number = ++this.#lastImport;
    const { result, cancel } = this.#calls.request("log/import", { import: number, request });
    this.#imports.set(number, { watch, cancel });
    try {
      return await result;
    } finally {
      this.#imports.delete(number);
    }
  }

  /** A wish to cancel is looked for now and then: an export says nothing while it goes on. */
  async exportRun(request: ExportRequest, cancellation: Cancellation): Promise<ExportReport> {
    const runId = request.runId.slice(this.#identity.length);
    const { result, cancel } = this.#calls.request("run/export", { ...request, runId });
    const look = setInterval(() => {
      if (cancellation.cancelled) cancel();
    }, LOOK_MS);
    try {
      return await result;
    } finally {
      clearInterval(look);
    }
  }

  async close(): Promise<void> {
    await this.ask("close", null).catch(() => {});
    this.#stop();
  }

  #stop(): void {
    this.#end(new EvqError("cancelled", "The engine was stopped."));
    void this.#thread.terminate();
  }

  #end(error: EvqError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended(this);
    this.#calls.fail(error);
    for (const state of this.#running.values()) this.#events.runChanged(endState(state, error));
    this.#running.clear();
  }

  #runChanged(state: RunState): void {
    if (state.phase === "running") this.#running.set(state.runId, state);
    else {
      this.#running.delete(state.runId);
      if (this.#starting > 0) this.#overEarly.add(state.runId);
    }
    this.#events.runChanged(state);
  }

  #outside(state: RunState): RunState {
    return { ...state, runId: this.#identity + state.runId };
  }
}

function isRunState(result: unknown): result is RunState {
  return typeof result === "object" && result !== null && "runId" in result;
}

function endState(state: RunState, error: EvqError): RunState {
  return error.code === "cancelled"
    ? { ...state, phase: "cancelled" }
    : { ...state, phase: "failed", failure: toFailure(error) };
}

function stopped(reason: string): EvqError {
  return new EvqError(
    "internal",
    `The engine that runs queries stopped: ${reason}.`,
    "Run the query again: the engine is started anew.",
  );
}
