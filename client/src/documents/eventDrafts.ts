import {
  CodeLens,
  EventEmitter,
  languages,
  Position,
  Range,
  Selection,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type CodeLensProvider,
  type Disposable,
  type TextDocument,
} from "vscode";

/** What names of drafts end with; the manifest knows them by it too, for completion and menus. */
const ENDING = ".evq-event.json";

/** Unsaved JSON documents in which an event is written before it is appended to its log. */
export class EventDrafts implements CodeLensProvider, Disposable {
  /** The log that a draft is for, by the document's address. */
  readonly #logs = new Map<string, string>();
  readonly #changed = new EventEmitter<void>();
  /** A pattern does not match the address of an unsaved document, so its language does. */
  readonly #registration = languages.registerCodeLensProvider([{ language: "json" }, { language: "jsonc" }], this);
  readonly onDidChangeCodeLenses = this.#changed.event;
  #made = 0;

  provideCodeLenses(document: TextDocument): CodeLens[] {
    if (!this.isDraft(document)) return [];
    const { uri } = document;
    const log = this.#logs.get(uri.toString());
    const title = log === undefined ? "Append to a log…" : `Append to local.${log}`;
    return [
      new CodeLens(new Range(0, 0, 0, 0), { title, command: "evq.log.appendEvent", arguments: [uri.toString()] }),
    ];
  }

  /** Opens a draft with what an event needs, the cursor where its type is to be written. */
  async open(log: string, stream: string | undefined): Promise<void> {
    const name = `${log.replaceAll(/[^\w.-]+/g, "-")}-${++this.#made}${ENDING}`;
    const uri = Uri.from({ scheme: "untitled", path: name });
    this.#logs.set(uri.toString(), log);
    const document = await workspace.openTextDocument(uri);
    const editor = await window.showTextDocument(document);
    if (document.getText() === "") {
      const edit = new WorkspaceEdit();
      edit.insert(uri, new Position(0, 0), skeleton(stream));
      await workspace.applyEdit(edit);
    }
    const at = new Position(1, '  "event_type": "'.length);
    editor.selection = new Selection(at, at);
    this.#changed.fire();
  }

  logOf(uri: string): string | undefined {
    return this.#logs.get(uri);
  }

  isDraft({ uri }: TextDocument): boolean {
    return uri.path.endsWith(ENDING);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

function skeleton(stream: string | undefined): string {
  const members = {
    event_type: "",
    ...(stream !== undefined && { stream_id: stream }),
    payload: {},
  };
  return `${JSON.stringify(members, undefined, 2)}\n`;
}
