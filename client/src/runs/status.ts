import { commands, StatusBarAlignment, window, type Disposable } from "vscode";
import type { RunState } from "../../../server/protocol/results.ts";
import type { Runs } from "./runs.ts";

/** Shows in the status bar that a run goes on, and cancels it with a click. Runs that end at once do not flicker there. */
export class RunStatus implements Disposable {
  readonly #item = window.createStatusBarItem("evq.run", StatusBarAlignment.Left, 0);
  readonly #subscription: Disposable;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;

  constructor(runs: Runs) {
    this.#item.name = "Event Log Query";
    this.#item.command = "evq.cancel";
    this.#subscription = runs.onDidChange((shown) => {
      if (shown?.phase === "done") void commands.executeCommand("setContext", "evq.hasResult", true);
      this.#show(runs.running);
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(state: RunState | undefined): void {
    const running = state?.phase === "running";
    if (running !== this.#running) {
      this.#running = running;
      void commands.executeCommand("setContext", "evq.running", running);
      clearTimeout(this.#timer);
      if (running) this.#timer = setTimeout(() => this.#item.show(), 400);
      else this.#item.hide();
    }
    if (!state || !running) return;
    const count = state.rowCount > 0 ? `${number(state.rowCount)} rows` : `${number(state.scanned ?? 0)} events read`;
    const { waiting } = state;
    const seconds = `${(state.elapsedMs / 1000).toFixed(0)} s`;
    this.#item.text =
      waiting === undefined ? `$(loading~spin) ${count}, ${seconds}` : `$(watch) ${count}, waiting, ${seconds}`;
    this.#item.tooltip = [state.title, ...(waiting === undefined ? [] : [waiting]), "Click to cancel."].join("\n");
  }
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
