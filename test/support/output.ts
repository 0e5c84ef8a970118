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

  /** What was written that is no text. */
  readonly bytes: Uint8Array[] = [];

  async write(piece: string | Uint8Array): Promise<void> {
    if (typeof piece === "string") this.text += piece;
    else this.bytes.push(piece);
  }
}
