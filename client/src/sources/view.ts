import {
  commands,
  EventEmitter,
  window,
  workspace,
  type Disposable,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from "vscode";
import type { LogSummary, StoreSummary } from "../../../server/protocol/results.ts";
import { readFailure, type Failures } from "../failures.ts";
import type { Wire } from "../wire.ts";
import { logItem, problemItem, storeItem, writerItem } from "./items.ts";

/** What stands in the tree. */
export type SourceNode =
  | { readonly kind: "store"; readonly store: StoreSummary }
  | { readonly kind: "log"; readonly log: LogSummary }
  | { readonly kind: "problem"; readonly problem: string }
  | { readonly kind: "writer"; readonly writer: string };

/** The view *Sources*: the local store with its logs, and what is not right with it. */
export class SourcesView implements TreeDataProvider<SourceNode>, Disposable {
  readonly #wire: Wire;
  readonly #failures: Failures;
  readonly #changed = new EventEmitter<void>();
  readonly #view: TreeView<SourceNode>;
  readonly #subscriptions: readonly Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(wire: Wire, failures: Failures) {
    this.#wire = wire;
    this.#failures = failures;
    this.#view = window.createTreeView("evq.sources", { treeDataProvider: this, showCollapseAll: false });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      wire.on("evq/store/changed")(() => this.refresh()),
      workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("evq.store") && this.refresh()),
    ];
  }

  refresh(): void {
    this.#changed.fire();
  }

  /** The logs there are now, for a list to choose from. */
  async logs(): Promise<readonly LogSummary[]> {
    return (await this.#wire.request("evq/store/summary", null)).logs;
  }

  async getChildren(node?: SourceNode): Promise<SourceNode[]> {
    if (node) return node.kind === "store" ? childrenOf(node.store) : [];
    try {
      const store = await this.#wire.request("evq/store/summary", null);
      const { problems } = store;
      const isEmpty = store.logs.length === 0 && problems.length === 0;
      this.#state(isEmpty ? "empty" : "filled", "", problems);
      return isEmpty ? [] : [{ kind: "store", store }];
    } catch (thrown) {
      const failure = readFailure(thrown);
      this.#state("failed", [failure.message, failure.wayOut?.text].filter(Boolean).join(" "), []);
      return [];
    }
  }

  getTreeItem(node: SourceNode): TreeItem {
    switch (node.kind) {
      case "store":
        return storeItem(node.store);
      case "log":
        return logItem(node.log);
      case "problem":
        return problemItem(node.problem);
      case "writer":
        return writerItem(node.writer);
    }
  }

  /** Runs something about the logs and lists them anew; what goes wrong is shown. */
  async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      await this.#failures.show(thrown);
    } finally {
      this.refresh();
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #state(state: "empty" | "filled" | "failed", message: string, problems: readonly string[]): void {
    void commands.executeCommand("setContext", "evq.store", state);
    this.#view.message = message;
    this.#view.badge = problems.length === 0 ? undefined : { value: problems.length, tooltip: problems.join("\n") };
  }
}

function childrenOf({ logs, writer, problems }: StoreSummary): SourceNode[] {
  return [
    ...problems.map((problem) => ({ kind: "problem" as const, problem })),
    ...(writer === undefined ? [] : [{ kind: "writer" as const, writer }]),
    ...logs.map((log) => ({ kind: "log" as const, log })),
  ];
}
