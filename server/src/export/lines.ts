import type { Sink } from "../base/ports.ts";

/** Characters that are written in one piece. */
const CHUNK = 1 << 16;

/** Lines to an output in larger pieces; the writer waits while the reader is slow. */
export class Lines {
  readonly #out: Sink;
  #text = "";

  constructor(out: Sink) {
    this.#out = out;
  }

  async line(text: string): Promise<void> {
    await this.text(`${text}\n`);
  }

  async text(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= CHUNK) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = "";
    if (text !== "") await this.#out.write(text);
  }
}
