import { Snapshot } from "../language/snapshot.ts";
import type { SnapshotContext } from "../language/snapshot.ts";
import { EvqError } from "../base/failure.ts";
import { Lines } from "./lines.ts";
import type { Range } from "../../protocol/requests.ts";

/** One version of an open document: never changes, so an answer made from it is about one text. */
export interface OpenDocument {
  readonly snapshot: Snapshot;
  readonly lines: Lines;
}

/** A changed range and its new text; without a range the whole text. */
export interface Change {
  readonly range?: Range;
  readonly text: string;
}

/** The documents that are open in the editor, each in its newest version. */
export class Documents {
  readonly #open = new Map<string, OpenDocument>();
  readonly #context: () => SnapshotContext;

  /** `context` is asked whenever a snapshot is made. */
  constructor(context: () => SnapshotContext) {
    this.#context = context;
  }

  open(uri: string, version: number, text: string): void {
    this.#open.set(uri, this.#document(uri, version, text));
  }

  /** Applies the changes in order, each to the text that the one before it left. */
  change(uri: string, version: number, changes: readonly Change[]): void {
    let { text } = this.get(uri).snapshot;
    for (const { range, text: replacement } of changes) {
      if (!range) {
        text = replacement;
        continue;
      }
      const { start, end } = new Lines(text).span(range);
      text = text.slice(0, start) + replacement + text.slice(end);
    }
    this.open(uri, version, text);
  }

  close(uri: string): void {
    this.#open.delete(uri);
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

  uris(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** The same texts and versions, read against a catalog or settings that changed. */
  reread(): void {
    for (const [uri, { snapshot }] of this.#open) this.open(uri, snapshot.version, snapshot.text);
  }

  #document(uri: string, version: number, text: string): OpenDocument {
    return { snapshot: new Snapshot(uri, version, text, this.#context()), lines: new Lines(text) };
  }
}
