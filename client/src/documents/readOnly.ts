import {
  EventEmitter,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from "vscode";

const SCHEME = "evq-text";

/** Texts that the extension shows in an editor in which nothing can be changed: plans, lists of what an import refused. */
export class ReadOnlyDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.path) ?? "This text is gone. Ask for it again.";
  }

  /** Keeps a text for an editor that is opened by its address; `name` is what the editor is called. */
  keep(folder: string, name: string, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: `/${plain(folder)}/${plain(name)}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return uri;
  }

  /** Opens the text beside the editor and leaves the focus where it is; the same title replaces what it showed before. */
  async show(title: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${plain(title)}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** A name that is no path. */
function plain(name: string): string {
  return name.replaceAll(/[\\/\s]+/g, " ").trim();
}
