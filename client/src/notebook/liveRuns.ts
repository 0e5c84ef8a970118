import { EventEmitter, type CancellationToken, type Disposable } from "vscode";
import type { RunState, Sort } from "../../../server/protocol/results.ts";
import { startRun } from "../runs/startRun.ts";
import type { QueryPlace } from "../runs/tabs.ts";
import type { Wire } from "../wire.ts";

/** Results that the server keeps for notebooks; it keeps those of the panel besides. */
const KEPT = 6;

/** The runs of notebooks whose rows the server still has, the newest last. */
export class LiveRuns implements Disposable {
  readonly #wire: Wire;
  readonly #states = new Map<string, RunState>();
  readonly #early = new Map<string, RunState>();
  readonly #changed = new EventEmitter<RunState>();
  readonly #progress: Disposable;
  #starting = 0;

  /** Fires with each new state of a run, also of one that is over and is being sorted. */
  readonly onDidChange = this.#changed.event;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#progress = wire.on("evq/run/progress")((state) => this.#receive(state));
  }

  state(runId: string): RunState | undefined {
    return this.#states.get(runId);
  }

  /** @throws what `readFailure` reads, when the query cannot be run */
  async start(place: QueryPlace, parameters: Readonly<Record<string, string>>): Promise<RunState> {
    this.#starting++;
    try {
      const begun = await startRun(this.#wire, place, parameters, true);
      const state = this.#early.get(begun.runId) ?? begun;
      this.#states.set(state.runId, state);
      this.#forgetOldest();
      return state;
    } finally {
      if (--this.#starting === 0) this.#early.clear();
    }
  }

  /** Keeps a run that the server could not begin, for its way out. */
  keep(state: RunState): void {
    this.#states.set(state.runId, state);
    this.#forgetOldest();
  }

  /** Resolves with the last state of a run; a token that is cancelled cancels it. */
  async ended(runId: string, token: CancellationToken): Promise<RunState> {
    const subscriptions: Disposable[] = [];
    try {
      return await new Promise<RunState>((resolve, reject) => {
        const look = (state: RunState | undefined) => state && state.phase !== "running" && resolve(state);
        subscriptions.push(this.#changed.event((state) => state.runId === runId && look(state)));
        look(this.#states.get(runId));
        // A server that was started anew knows nothing of the run and will never say that it ended.
        const cancel = () => {
          this.#wire
            .request("evq/run/cancel", { runId })
            .then(() => this.#wire.request("evq/run/state", { runId }))
            .then(look, reject);
        };
        subscriptions.push(token.onCancellationRequested(cancel));
        if (token.isCancellationRequested) cancel();
      });
    } finally {
      for (const subscription of subscriptions) subscription.dispose();
    }
  }

  async sort(runId: string, sort: Sort | null): Promise<void> {
    this.#receive(await this.#wire.request("evq/run/sort", { runId, sort }));
  }

  /** Its rows may go; nobody waits for that. */
  close(runId: string): void {
    if (this.#states.delete(runId)) this.#wire.request("evq/run/close", { runId }).catch(() => {});
  }

  dispose(): void {
    this.#progress.dispose();
    this.#changed.dispose();
  }

  /** A run can report before the answer that names it is here. */
  #receive(state: RunState): void {
    if (this.#states.has(state.runId)) {
      this.#states.set(state.runId, state);
      this.#changed.fire(state);
    } else if (this.#starting > 0) this.#early.set(state.runId, state);
  }

  #forgetOldest(): void {
    const over = [...this.#states.values()].filter(({ phase }) => phase !== "running");
    for (const { runId } of over.slice(0, Math.max(0, over.length - KEPT))) this.close(runId);
  }
}
