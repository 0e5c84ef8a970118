import type { Output } from "./terminal.ts";

/** Milliseconds before the first message, and between two. */
const PATIENCE = 400;

/** One line on a terminal that is written over and over; nothing where there is no terminal. */
export class ProgressLine {
  readonly #out: Output;
  #last = performance.now();
  #isShown = false;

  constructor(out: Output) {
    this.#out = out;
  }

  show(text: string): void {
    if (!this.#out.isTerminal || performance.now() - this.#last < PATIENCE) return;
    this.#last = performance.now();
    this.#isShown = true;
    this.#write(`\r\u001b[K${text}`);
  }

  clear(): void {
    if (this.#isShown) this.#write("\r\u001b[K");
    this.#isShown = false;
  }

  /** Progress is not worth waiting for, nor failing for. */
  #write(text: string): void {
    this.#out.write(text).catch(() => {});
  }
}
