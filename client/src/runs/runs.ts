import { EventEmitter, type Disposable, type Memento } from "vscode";
import type { RunState, Sort } from "../../../server/protocol/results.ts";
import { readFailure } from "../failures.ts";
import type { Wire } from "../wire.ts";
import { startRun } from "./startRun.ts";
import { recalledTabs, rememberTabs } from "./rememberedTabs.ts";
import { Tabs, type QueryPlace, type Tab } from "./tabs.ts";

export type { QueryPlace } from "./tabs.ts";

/** The runs whose results are open, a tab each. The server keeps the rows of these and of no others. */
export class Runs implements Disposable {
  readonly #wire: Wire;
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<RunState | undefined>();
  readonly #progress: Disposable;
  readonly #tabs: Tabs;
  readonly #early = new Map<string, RunState>();
  #starting = 0;
  #last = 0;
  /** Runs that the server has not begun and that are to be cancelled, or that nobody looks at any more. */
  readonly #unwanted = new Set<string>();
  readonly #abandoned = new Set<string>();

  /** Fires when any tab changes, with the run that is shown. */
  readonly onDidChange = this.#changed.event;

  constructor(wire: Wire, memory: Memento) {
    this.#wire = wire;
    this.#memory = memory;
    const { tabs, active } = recalledTabs(memory);
    this.#tabs = new Tabs((tab) => this.#close(tab.state.runId), tabs, active);
    this.#progress = wire.on("evq/run/progress")((state) => this.#receive(state));
  }

  get tabs(): readonly Tab[] {
    return this.#tabs.all;
  }

  get active(): Tab | undefined {
    return this.#tabs.active;
  }

  /** The run that is shown. */
  get current(): RunState | undefined {
    return this.active?.state;
  }

  /** A run that goes on, the one that is shown before others. */
  get running(): RunState | undefined {
    return this.#tabs.running?.state;
  }

  tabOf(runId: string): Tab | undefined {
    return this.#tabs.byRun(runId);
  }

  /** Never throws: a run that cannot be started is shown as one that failed. */
  async start(place: QueryPlace, parameters: Readonly<Record<string, string>>, fresh = false): Promise<void> {
    const number = ++this.#last;
    const at = Date.now();
    this.#starting++;
    const show = (state: RunState): boolean => {
      const wanted = this.#tabs.show(number, place, state, at);
      this.#tell();
      return wanted;
    };
    const slow = setTimeout(() => show(placeholder(number, { phase: "running" })), PATIENCE);
    try {
      const state = await startRun(this.#wire, place, parameters, fresh);
      clearTimeout(slow);
      const isAbandoned = this.#abandoned.delete(placeholderId(number));
      const isUnwanted = this.#unwanted.delete(placeholderId(number));
      if (isAbandoned || !show(this.#early.get(state.runId) ?? state)) this.#close(state.runId);
      else if (isUnwanted) await this.#wire.request("evq/run/cancel", { runId: state.runId });
    } catch (thrown) {
      if (!this.#abandoned.delete(placeholderId(number)))
        show(placeholder(number, { phase: "failed", failure: readFailure(thrown) }));
    } finally {
      clearTimeout(slow);
      if (--this.#starting === 0) this.#early.clear();
    }
  }

  /** Does nothing when nothing runs. A run that the server has not begun yet is cancelled as soon as it does. */
  async cancel(runId = this.running?.runId): Promise<void> {
    if (runId === undefined || this.tabOf(runId)?.state.phase !== "running") return;
    if (isPlaceholder(runId)) this.#unwanted.add(runId);
    else await this.#wire.request("evq/run/cancel", { runId });
  }

  /** Orders the rows of a result by a column, or as the query has them. */
  async sort(runId: string, sort: Sort | null): Promise<void> {
    if (isKept(runId)) this.#receive(await this.#wire.request("evq/run/sort", { runId, sort }));
  }

  activate(tab: string): void {
    this.#tabs.activate(tab);
    this.#tell();
  }

  closeTab(tab: string): void {
    this.#tabs.close(tab);
    this.#tell();
  }

  closeOtherTabs(tab: string): void {
    this.#tabs.closeOthers(tab);
    this.#tell();
  }

  pinTab(tab: string, pinned: boolean): void {
    this.#tabs.pin(tab, pinned);
    this.#tell();
  }

  dispose(): void {
    this.#progress.dispose();
    this.#changed.dispose();
  }

  /** Its rows may go; nobody waits for that. */
  #close(runId: string): void {
    if (isKept(runId)) this.#wire.request("evq/run/close", { runId }).catch(() => {});
    else if (isPlaceholder(runId)) this.#abandoned.add(runId);
  }

  /** A run can report before the answer that names it is here, so such reports are kept for a moment. */
  #receive(state: RunState): void {
    const before = this.tabOf(state.runId)?.state.phase;
    if (this.#tabs.update(state)) this.#tell(before === state.phase);
    else if (this.#starting > 0) this.#early.set(state.runId, state);
  }

  #tell(isProgress = false): void {
    this.#changed.fire(this.current);
    if (!isProgress) void rememberTabs(this.#memory, this.#tabs);
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

function isPlaceholder(runId: string): boolean {
  return runId.startsWith(NOT_BEGUN);
}

/** Whether the server knows the run: not before it has begun it, nor in another session. */
function isKept(runId: string): boolean {
  return !isPlaceholder(runId) && !runId.startsWith("gone-");
}
