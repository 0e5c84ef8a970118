import { EventEmitter, type Disposable } from "vscode";
import type { Position } from "../../../server/protocol/requests.ts";
import type { RunState } from "../../../server/protocol/results.ts";
import { readFailure } from "../failures.ts";
import type { Wire } from "../wire.ts";

/** Where the query that runs is written. */
export interface QueryPlace {
  readonly uri: string;
  readonly position: Position;
}

/** The run that is shown: the last one that was started. A new one closes it, and its rows are gone. */
export class Runs implements Disposable {
  readonly #wire: Wire;
  readonly #changed = new EventEmitter<RunState | undefined>();
  readonly #progress: Disposable;
  readonly #early = new Map<string, RunState>();
  #current: { readonly state: RunState; readonly place: QueryPlace } | undefined;
  #starting = 0;
  #last = 0;
  readonly #unwanted = new Set<number>();

  readonly onDidChange = this.#changed.event;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#progress = wire.on("evq/run/progress")((state) => this.#receive(state));
  }

  get current(): RunState | undefined {
    return this.#current?.state;
  }

  get place(): QueryPlace | undefined {
    return this.#current?.place;
  }

  /** Never throws: a run that cannot be started is shown as one that failed. */
  async start(place: QueryPlace, parameters: Readonly<Record<string, string>>): Promise<void> {
    const before = this.current?.runId;
    const number = ++this.#last;
    this.#starting++;
    const show = (state: RunState) => {
      if (number === this.#last) this.#show(state, place);
    };
    const slow = setTimeout(() => show(placeholder(number, { phase: "running" })), PATIENCE);
    try {
      const state = await this.#wire.request("evq/run/start", { ...place, parameters });
      if (number !== this.#last) this.#close(state.runId);
      else if (this.#unwanted.delete(number)) await this.#wire.request("evq/run/cancel", { runId: state.runId });
      show(this.#early.get(state.runId) ?? state);
    } catch (thrown) {
      show(placeholder(number, { phase: "failed", failure: readFailure(thrown) }));
    } finally {
      clearTimeout(slow);
      if (--this.#starting === 0) this.#early.clear();
      if (before !== undefined) this.#close(before);
    }
  }

  /** Does nothing when nothing runs. A run that the server has not begun yet is cancelled as soon as it does. */
  async cancel(): Promise<void> {
    const state = this.current;
    if (state?.phase !== "running") return;
    if (state.runId === placeholderId(this.#last)) this.#unwanted.add(this.#last);
    else await this.#wire.request("evq/run/cancel", { runId: state.runId });
  }

  dispose(): void {
    this.#progress.dispose();
    this.#changed.dispose();
  }

  /** Its rows may go; nobody waits for that. */
  #close(runId: string): void {
    if (!runId.startsWith(NOT_BEGUN)) this.#wire.request("evq/run/close", { runId }).catch(() => {});
  }

  #show(state: RunState, place: QueryPlace): void {
    this.#current = { state, place };
    this.#changed.fire(state);
  }

  /** A run can report before the answer that names it is here, so such reports are kept for a moment. */
  #receive(state: RunState): void {
    const current = this.#current;
    if (current?.state.runId === state.runId) this.#show(state, current.place);
    else if (this.#starting > 0) this.#early.set(state.runId, state);
  }
}

/** A busy server begins a run late; until then something else is shown, after this many milliseconds. */
const PATIENCE = 250;

const NOT_BEGUN = "not-begun-";

/** Stands for a run that the server has not named. */
function placeholder(number: number, state: Pick<RunState, "phase"> & Partial<RunState>): RunState {
  return {
    runId: placeholderId(number),
    title: "Query",
    text: "",
    columns: [],
    rowCount: 0,
    elapsedMs: 0,
    notes: [],
    ...state,
  };
}

function placeholderId(number: number): string {
  return `${NOT_BEGUN}${number}`;
}
