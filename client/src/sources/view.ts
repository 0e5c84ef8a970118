import {
  commands,
  EventEmitter,
  window,
  workspace,
  type Disposable,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  type Uri,
} from "vscode";
import type { Failure } from "../../../server/protocol/failure.ts";
import type { ConnectionSummary } from "../../../server/protocol/connections.ts";
import type { LogSummary } from "../../../server/protocol/logs.ts";
import { readFailure, type Failures } from "../failures.ts";
import type { Wire } from "../wire.ts";
import { childrenOf, itemOf, type SourceNode } from "./nodes.ts";

/** The view *Sources*: the local store with its logs, and what is not right with it. */
export class SourcesView implements TreeDataProvider<SourceNode>, Disposable {
  readonly #wire: Wire;
  readonly #failures: Failures;
  readonly #home: string | undefined;
  readonly #changed = new EventEmitter<void>();
  readonly #view: TreeView<SourceNode>;
  readonly #subscriptions: readonly Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(wire: Wire, failures: Failures, home: Uri | undefined) {
    this.#wire = wire;
    this.#home = home?.fsPath;
    this.#failures = failures;
    this.#view = window.createTreeView("evq.sources", { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      wire.on("evq/store/changed")(() => this.refresh()),
      workspace.onDidChangeConfiguration((change) => {
        if (["evq.store", "evq.connections"].some((section) => change.affectsConfiguration(section))) this.refresh();
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    ];
  }

  refresh(): void {
    this.#changed.fire();
  }

  /** The logs there are now, for a list to choose from. */
  async logs(): Promise<readonly LogSummary[]> {
    return (await this.#wire.request("evq/store/summary", null)).logs;
  }

  /** A connection by its name. */
  async connection(name: string): Promise<ConnectionSummary | undefined> {
    const { connections } = await this.#wire.request("evq/connection/list", null);
    return connections.find((connection) => connection.name === name);
  }

  getTreeItem(node: SourceNode): TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: SourceNode): Promise<SourceNode[]> {
    if (!node) return this.#roots();
    try {
      return [...(await childrenOf(node, this.#wire))];
    } catch (thrown) {
      return [{ kind: "problem", problem: sentence(readFailure(thrown)) }];
    }
  }

  async #roots(): Promise<SourceNode[]> {
    try {
      const [store, { connections, problems: broken }] = await Promise.all([
        this.#wire.request("evq/store/summary", null),
        this.#wire.request("evq/connection/list", null),
      ]);
      const { problems } = store;
      const isEmpty = store.logs.length === 0 && problems.length === 0;
      const isBare = isEmpty && connections.length === 0 && broken.length === 0;
      this.#state(isBare ? "empty" : "filled", "", [...problems, ...broken]);
      return [
        ...broken.map((problem) => ({ kind: "problem" as const, problem })),
        ...(isEmpty ? [] : [{ kind: "store" as const, store, home: this.#home }]),
        ...connections.map((connection) => ({ kind: "connection" as const, connection })),
      ];
    } catch (thrown) {
      this.#state("failed", sentence(readFailure(thrown)), []);
      return [];
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

function sentence({ message, wayOut }: Failure): string {
  return [message, wayOut?.text].filter(Boolean).join(" ");
}
