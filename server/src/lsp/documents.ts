import { Snapshot } from "../language/snapshot.ts";
import type { SnapshotContext } from "../language/snapshot.ts";
import { EvqError } from "../base/failure.ts";
import { covers } from "../base/span.ts";
import type { Span } from "../base/span.ts";
import { Lines } from "./lines.ts";
import type { Range } from "../../protocol/requests.ts";

/** One version of an open document: never changes, so an answer made from it is about one text. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  /** Of the document's text; of a cell's, the text of all cells of its notebook, which are read together. */
  readonly snapshot: Snapshot;
  /** Positions in the document, offsets in the snapshot's text. */
  readonly lines: Lines;
  /** Where the document lies in the snapshot's text. */
  readonly span: Span;
  /** Documents that share the snapshot, in its order, this one among them. */
  readonly together: readonly OpenDocument[];
  /** The document by itself, for what depends on its own text only. */
  readonly alone: OpenDocument;
}

/** A changed range and its new text; without a range the whole text. */
export interface Change {
  readonly range?: Range;
  readonly text: string;
}

/** A document as the editor sends it. */
export interface SentDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** The documents that are open in the editor, each in its newest version, and the notebooks that some are cells of. */
export class Documents {
  readonly #open = new Map<string, OpenDocument>();
  /** The addresses of a notebook's cells, in its order. */
  readonly #notebooks = new Map<string, readonly string[]>();
  readonly #context: () => SnapshotContext;
  #revision = 0;

  /** `context` is asked whenever a snapshot is made. */
  constructor(context: () => SnapshotContext) {
    this.#context = context;
  }

  open(uri: string, version: number, text: string): void {
    this.#open.set(uri, documentOf({ uri, version, text }, this.#context));
  }

  /** Opens a notebook, or puts its cells anew; those that are not named any more are closed. */
  openNotebook(notebook: string, cells: readonly SentDocument[]): void {
    for (const uri of this.#notebooks.get(notebook) ?? []) this.#open.delete(uri);
    this.#notebooks.set(
      notebook,
      cells.map(({ uri }) => uri),
    );
    const revision = ++this.#revision;
    for (const cell of cellsOf(notebook, revision, cells, this.#context)) this.#open.set(cell.uri, cell);
  }

  /** Applies the changes in order, each to the text that the one before it left. */
  change(uri: string, version: number, changes: readonly Change[]): void {
    let { text } = this.get(uri).alone.snapshot;
    for (const { range, text: replacement } of changes) {
      if (!range) {
        text = replacement;
        continue;
      }
      const { start, end } = new Lines(text).span(range);
      text = text.slice(0, start) + replacement + text.slice(end);
    }
    const notebook = [...this.#notebooks].find(([, cells]) => cells.includes(uri));
    if (!notebook) return this.open(uri, version, text);
    const [address, cells] = notebook;
    this.openNotebook(
      address,
      cells.map((cell) => (cell === uri ? { uri, version, text } : this.sent(cell))),
    );
  }

  close(uri: string): void {
    this.#open.delete(uri);
  }

  closeNotebook(notebook: string): void {
    this.openNotebook(notebook, []);
    this.#notebooks.delete(notebook);
  }

  /** @throws EvqError `usage` when the document is not open */
  get(uri: string): OpenDocument {
    const document = this.#open.get(uri);
    if (!document) throw new EvqError("usage", `The document ${uri} is not open.`, "Open it in the editor first.");
    return document;
  }

  find(uri: string): OpenDocument | undefined {
    return this.#open.get(uri);
  }

  /** What the editor sent of a document, with the changes since. @throws EvqError `usage` */
  sent(uri: string): SentDocument {
    const { version, alone } = this.get(uri);
    return { uri, version, text: alone.snapshot.text };
  }

  /** The cells of a notebook that is open, in its order. */
  cells(notebook: string): readonly string[] {
    return this.#notebooks.get(notebook) ?? [];
  }

  uris(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** Of every text that is open, a notebook's cells as one. */
  snapshots(): readonly Snapshot[] {
    return [...new Set([...this.#open.values()].map(({ snapshot }) => snapshot))];
  }

  /** The same texts and versions, read against a catalog or settings that changed. */
  reread(): void {
    for (const [notebook, cells] of this.#notebooks) {
      this.openNotebook(
        notebook,
        cells.map((cell) => this.sent(cell)),
      );
    }
    const cells = new Set([...this.#notebooks.values()].flat());
    for (const [uri, { version, snapshot }] of this.#open) if (!cells.has(uri)) this.open(uri, version, snapshot.text);
  }
}

/** The document that a span of the snapshot's text lies in: the cell, of several that share it. */
export function documentAt({ together }: OpenDocument, { start }: Span): OpenDocument | undefined {
  return together.find(({ span }) => covers(span, start));
}

/** Whether the document is a cell of a notebook. */
export function isCell({ uri, snapshot }: OpenDocument): boolean {
  return snapshot.uri !== uri;
}

/** Whether something lies in the document itself, and not in a cell that is read together with it. */
export function isIn({ span: { start, end } }: OpenDocument, { span }: { readonly span: Span }): boolean {
  return span.start >= start && span.end <= end;
}

function documentOf({ uri, version, text }: SentDocument, context: () => SnapshotContext): OpenDocument {
  return {
    uri,
    version,
    snapshot: new Snapshot(uri, version, text, context()),
    lines: new Lines(text),
    span: { start: 0, end: text.length },
    get together() {
      return [this];
    },
    get alone() {
      return this;
    },
  };
}

/** Stands between two cells, so that no statement and no title reaches from one into the next. */
const BETWEEN = "\n\n;\n\n";

function cellsOf(
  notebook: string,
  revision: number,
  cells: readonly SentDocument[],
  context: () => SnapshotContext,
): readonly OpenDocument[] {
  const cuts: number[] = [];
  let text = "";
  const placed = cells.map((cell, at) => {
    if (at > 0) {
      cuts.push(text.length, text.length + BETWEEN.length);
      text += BETWEEN;
    }
    const start = text.length;
    text += cell.text;
    return { cell, span: { start, end: text.length } };
  });
  const snapshot = new Snapshot(notebook, revision, text, context(), cuts);
  const together: readonly OpenDocument[] = placed.map(({ cell, span }) => ({
    uri: cell.uri,
    version: cell.version,
    snapshot,
    lines: new Lines(cell.text, span.start),
    span,
    get together() {
      return together;
    },
    alone: documentOf(cell, context),
  }));
  return together;
}
