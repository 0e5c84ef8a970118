import {
  commands,
  EventEmitter,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from "vscode";
import type { CheckpointList, CheckpointSummary, Preview } from "../../../server/protocol/checkpoints.ts";
import { readFailure } from "../failures.ts";
import type { Wire } from "../wire.ts";
import { checkpointItem, factItem, facts, plural, previewItem, type CheckpointFact } from "./items.ts";

/** A row of the view. Menus in package.json know its kind by the `contextValue` of its item. */
export type CheckpointNode =
  | { readonly kind: "preview"; readonly preview: Preview }
  | { readonly kind: "checkpoint"; readonly checkpoint: CheckpointSummary }
  | { readonly kind: "fact"; readonly checkpoint: CheckpointSummary; readonly fact: CheckpointFact };

/** The view *Checkpoints*: how far queries with `since checkpoint` have read, and previews that were not committed. */
export class CheckpointsView implements TreeDataProvider<CheckpointNode>, Disposable {
  readonly #wire: Wire;
  readonly #changed = new EventEmitter<void>();
  readonly #view: TreeView<CheckpointNode>;
  readonly #subscriptions: readonly Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#view = window.createTreeView("evq.checkpoints", { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      wire.on("evq/store/changed")(() => this.refresh()),
      wire.on("evq/run/progress")(({ phase, checkpoint }) => phase !== "running" && checkpoint && this.refresh()),
    ];
  }

  refresh(): void {
    this.#changed.fire();
  }

  /** @throws what a request throws */
  list(): Promise<CheckpointList> {
    return this.#wire.request("evq/checkpoint/list", null);
  }

  getTreeItem(node: CheckpointNode): TreeItem {
    switch (node.kind) {
      case "preview":
        return previewItem(node.preview);
      case "checkpoint":
        return checkpointItem(node.checkpoint);
      case "fact":
        return factItem(node.checkpoint, node.fact);
    }
  }

  async getChildren(node?: CheckpointNode): Promise<CheckpointNode[]> {
    if (!node) return this.#roots();
    if (node.kind !== "checkpoint") return [];
    const { checkpoint } = node;
    return facts(checkpoint).map((fact) => ({ kind: "fact", checkpoint, fact }));
  }

  async #roots(): Promise<CheckpointNode[]> {
    try {
      const { checkpoints, previews } = await this.list();
      this.#state(checkpoints.length + previews.length === 0 ? "empty" : "filled", "", previews.length);
      return [
        ...previews.map((preview) => ({ kind: "preview" as const, preview })),
        ...checkpoints.map((checkpoint) => ({ kind: "checkpoint" as const, checkpoint })),
      ];
    } catch (thrown) {
      const { message, wayOut } = readFailure(thrown);
      this.#state("failed", [message, wayOut?.text].filter(Boolean).join(" "), 0);
      return [];
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #state(state: "empty" | "filled" | "failed", message: string, previews: number): void {
    void commands.executeCommand("setContext", "evq.checkpoints", state);
    this.#view.message = message;
    this.#view.description = previews === 0 ? "" : `${plural(previews, "preview")} not committed`;
  }
}
