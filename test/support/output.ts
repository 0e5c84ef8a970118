import type { Output } from "../../server/src/cli/terminal.ts";

/** An output that keeps what is written to it. */
export class CollectedOutput implements Output {
  text = "";
  readonly width: number | undefined;

  /** @param width columns of the terminal; a file or pipe has none */
  constructor(width?: number) {
    this.width = width;
  }

  get isTerminal(): boolean {
    return this.width !== undefined;
  }

  async write(text: string): Promise<void> {
    this.text += text;
  }
}
