import type { Documents, OpenDocument } from "./documents.ts";

/** Calls back once after a time; the answer takes the wish back. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void;

/** Publishes what is wrong with a document a little after its last change, each version at most once. */
export class DiagnosticsPublisher {
  readonly #documents: Documents;
  readonly #publish: (document: OpenDocument) => void;
  readonly #schedule: Schedule;
  readonly #waiting = new Map<string, () => void>();

  constructor(documents: Documents, schedule: Schedule, publish: (document: OpenDocument) => void) {
    this.#documents = documents;
    this.#schedule = schedule;
    this.#publish = publish;
  }

  /** At once, for a document that was just opened: nobody is typing. */
  now(uri: string): void {
    this.forget(uri);
    const document = this.#documents.find(uri);
    if (document) this.#publish(document);
  }

  soon(uri: string): void {
    this.forget(uri);
    this.#waiting.set(
      uri,
      this.#schedule(() => this.now(uri), DELAY_MS),
    );
  }

  all(): void {
    for (const uri of this.#documents.uris()) this.soon(uri);
  }

  forget(uri: string): void {
    this.#waiting.get(uri)?.();
    this.#waiting.delete(uri);
  }

  close(): void {
    for (const uri of this.#waiting.keys()) this.forget(uri);
  }
}

const DELAY_MS = 150;
