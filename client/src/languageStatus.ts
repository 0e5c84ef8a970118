import {
  languages,
  LanguageStatusSeverity,
  workspace,
  type Disposable,
  type LanguageStatusItem,
  type Uri,
} from "vscode";
import { readFailure } from "./failures.ts";
import type { Runs } from "./runs/runs.ts";
import { IN_MEMORY, shortPath } from "./sources/items.ts";
import type { Wire } from "./wire.ts";

/** What the braces in the status bar tell beside an `.evq` document: the store it is run on, the time zone, and what runs. */
export class LanguageStatus implements Disposable {
  readonly #wire: Wire;
  readonly #home: string | undefined;
  readonly #store = item("store", "Local Store");
  readonly #zone = item("timeZone", "Time Zone");
  readonly #run = item("run", "Query");
  readonly #subscriptions: readonly Disposable[];

  constructor(wire: Wire, runs: Runs, home: Uri | undefined) {
    this.#home = home?.fsPath;
    this.#wire = wire;
    this.#store.command = { title: "Show Sources", command: "evq.sources.focus" };
    this.#zone.command = { title: "Change", command: "workbench.action.openSettings", arguments: ["evq.timeZone"] };
    this.#zone.detail = "in which times without a zone are read";
    this.#subscriptions = [
      this.#store,
      this.#zone,
      this.#run,
      wire.on("evq/store/changed")(() => void this.refresh()),
      runs.onDidChange(() => this.#showRun(runs.running)),
      workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("evq") && void this.refresh()),
    ];
    this.#showRun(runs.running);
    void this.refresh();
  }

  /** Tells the store and the zone anew. */
  async refresh(): Promise<void> {
    this.#zone.text = workspace.getConfiguration("evq").get("timeZone", "UTC");
    this.#store.busy = true;
    try {
      const { path, logs, problems, inMemory } = await this.#wire.request("evq/store/summary", null);
      this.#store.text = logs.length === 1 ? "1 log" : `${logs.length} logs`;
      this.#store.detail = [inMemory ? IN_MEMORY : shortPath(path, this.#home), ...problems].join(" · ");
      this.#store.severity = problems.length > 0 ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    } catch (thrown) {
      this.#store.text = "No store";
      this.#store.detail = readFailure(thrown).message;
      this.#store.severity = LanguageStatusSeverity.Error;
    }
    this.#store.busy = false;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #showRun(state: Runs["running"]): void {
    const running = state?.phase === "running";
    this.#run.busy = running;
    this.#run.text = running ? "Running" : "Nothing runs";
    this.#run.detail = running ? state.title : "";
    this.#run.command = running
      ? { title: "Cancel", command: "evq.cancel" }
      : { title: "Show Results", command: "evq.showResults" };
  }
}

function item(id: string, name: string): LanguageStatusItem {
  const created = languages.createLanguageStatusItem(`evq.${id}`, { language: "evq" });
  created.name = name;
  return created;
}
