import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Cancellation } from "../../src/base/cancellation.ts";
import { EvqError } from "../../src/base/failure.ts";
import { WorkerCalls } from "../workerLink.ts";
import type { WorkerStart } from "../workerProtocol.ts";

interface Started {
  readonly worker: Worker;
  readonly calls: WorkerCalls;
}

/**
 * Answers a server's queries one thread away, so that a long one holds up no append. The thread is the worker that the
 * language server has too. One that dies fails what waits for it and is started anew by the next query.
 */
export class QueryThread {
  readonly #start: WorkerStart;
  #current: Started | undefined;

  constructor(storePath: string) {
    this.#start = { storePath, userConnections: "{}", trusted: true, standsBack: false };
  }

  /** Starts the thread already, so that the first query need not wait for it. */
  warm(): void {
    this.#current ??= this.#open();
  }

  /** The reply to a frame that asks for a query, as the service would give it. @throws EvqError `internal` */
  async answer(text: string, cancellation: Cancellation): Promise<string> {
    this.#current ??= this.#open();
    const { result, cancel } = this.#current.calls.request("frame/answer", { text });
    const forget = cancellation.onCancel(cancel);
    try {
      return await result;
    } finally {
      forget();
    }
  }

  async close(): Promise<void> {
    await this.#current?.worker.terminate();
  }

  #open(): Started {
    const worker = new Worker(join(__dirname, "store-worker.js"), { workerData: this.#start });
    const calls = new WorkerCalls(worker, {
      "run/changed": () => {},
      "import/progress": () => {},
      "store/changed": () => {},
    });
    const ended = (reason: string): void => {
      if (this.#current?.worker === worker) this.#current = undefined;
      calls.fail(new EvqError("internal", `The thread that runs queries stopped: ${reason}.`, "Ask again."));
    };
    worker.once("error", (thrown) => ended(thrown instanceof Error ? thrown.message : String(thrown)));
    worker.once("exit", (code) => ended(`it ended with code ${code}`));
    return { worker, calls };
  }
}
