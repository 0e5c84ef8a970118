/** A number that neither a 64-bit integer nor a double holds exactly: shown as written, compared as a double. */
export class WideNumber {
  readonly text: string;
  readonly value: number;
  constructor(text: string) {
    this.text = text;
    this.value = Number(text);
  }
}
