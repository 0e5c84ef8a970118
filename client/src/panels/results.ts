import { commands, Uri, ViewColumn, window, type Disposable, type WebviewPanel, type WebviewView } from "vscode";
import type { WebviewViewProvider } from "vscode";
import type { CopyFormat } from "../../protocol/panel.ts";
import type { ReadOnlyDocuments } from "../documents/readOnly.ts";
import type { Failures } from "../failures.ts";
import type { Runs } from "../runs/runs.ts";
import type { Tab } from "../runs/tabs.ts";
import type { Wire } from "../wire.ts";
import { keptResult } from "./keptResult.ts";
import { Surface, type SurfaceParts } from "./surface.ts";

const VIEW = "evq.results";
/** Type of the tabs of the editor that show one result. */
const EDITOR = "evq.result";

/** Where results are seen: the view *Query Results* in the panel, and single results in tabs of the editor. */
export class ResultsView implements WebviewViewProvider, Disposable {
  readonly #parts: SurfaceParts;
  readonly #subscriptions: readonly Disposable[];
  #view: { readonly view: WebviewView; readonly surface: Surface } | undefined;
  readonly #beside = new Map<WebviewPanel, Surface>();
  /** What the conditions of menus were set to. */
  readonly #told = new Map<string, boolean>();

  constructor(extension: Uri, wire: Wire, runs: Runs, failures: Failures, documents: ReadOnlyDocuments) {
    const root = Uri.joinPath(extension, "dist/webview");
    this.#parts = { root, wire, runs, failures, documents, openBeside: (tab) => this.openBeside(tab) };
    this.#subscriptions = [
      window.registerWebviewViewProvider(VIEW, this),
      window.registerWebviewPanelSerializer(EDITOR, {
        deserializeWebviewPanel: async (panel, state: unknown) => this.#restore(panel, state),
      }),
      runs.onDidChange(() => this.#tellMenus()),
    ];
    this.#tellMenus();
  }

  /** Brings the view to the front; the focus stays where it is unless asked for. */
  async show(focus = false): Promise<void> {
    if (this.#view) this.#view.view.show(!focus);
    else await commands.executeCommand(`${VIEW}.focus`, { preserveFocus: !focus });
  }

  resolveWebviewView(view: WebviewView): void {
    const { runs } = this.#parts;
    const surface = new Surface(view.webview, this.#parts, () => runs.active, true);
    this.#view = { view, surface };
    view.onDidDispose(() => {
      surface.dispose();
      this.#view = undefined;
    });
  }

  /** Shows one result beside the document that has the focus; it stays pinned as long as it is open there. */
  openBeside({ id, state }: Tab): void {
    this.#parts.runs.pinTab(id, true);
    this.#fill(window.createWebviewPanel(EDITOR, state.title, ViewColumn.Beside, { enableFindWidget: true }), id);
  }

  /** After the window was reloaded: finds the result that an editor tab showed by what its page remembered. */
  #restore(panel: WebviewPanel, state: unknown): void {
    const tab = keptResult(state, panel.title, this.#parts.runs.tabs);
    if (tab) this.#fill(panel, tab.id);
    else panel.dispose(); // it was closed among the results: nothing is known of it any more
  }

  #fill(panel: WebviewPanel, id: string): void {
    const { runs, root } = this.#parts;
    panel.iconPath = Uri.joinPath(root, "../../media/icon.svg");
    const surface = new Surface(panel.webview, this.#parts, () => runs.tabs.find((tab) => tab.id === id), false);
    this.#beside.set(panel, surface);
    panel.onDidDispose(() => {
      surface.dispose();
      this.#beside.delete(panel);
    });
  }

  /** Copies what is selected in the results that the user is in. */
  copySelection(format: CopyFormat): void {
    (this.#inEditor ?? this.#view?.surface)?.copySelection(format);
  }

  /** The result that the user is in: that of the editor's tab, else the one of the panel. */
  get shown(): Tab | undefined {
    return this.#inEditor ? this.#inEditor.shown : this.#parts.runs.active;
  }

  get #inEditor(): Surface | undefined {
    return [...this.#beside].find(([panel]) => panel.active)?.[1];
  }

  /** Commands about a result are offered when there is one. */
  #tellMenus(): void {
    const { active } = this.#parts.runs;
    this.#tellMenu("evq.hasResult", active !== undefined);
    const { checkpoint, rowCount = 0 } = active?.state ?? {};
    this.#tellMenu("evq.hasPreview", checkpoint?.state === "preview" && rowCount > 0 && !active?.gone);
  }

  #tellMenu(name: string, holds: boolean): void {
    if (this.#told.get(name) === holds) return;
    this.#told.set(name, holds);
    void commands.executeCommand("setContext", name, holds);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view?.surface.dispose();
    for (const surface of this.#beside.values()) surface.dispose();
  }
}
