/** One word of the language, as completion, hover and the language reference tell of it. */
export interface Word {
  /** As the formatter writes it; several words where they belong together, such as `order by`. */
  readonly text: string;
  readonly kind: WordKind;
  /** How it is written, for example `percentile(f, n)`. */
  readonly signature: string;
  /** One sentence on what it does. */
  readonly description: string;
  /** A piece of EVQ that holds it and parses. */
  readonly example: string;
}

export type WordKind =
  "statement" | "clause" | "modifier" | "operator" | "constant" | "aggregate" | "function" | "type";
