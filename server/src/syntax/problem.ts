import type { Span } from "../base/span.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** Something to say about a text, with a code for machines, a sentence for people and, where we know one, a fix. */
export interface Problem {
  readonly span: Span;
  readonly severity: Severity;
  /** Kebab case in a dotted family, for example `field.unknown`. */
  readonly code: string;
  readonly message: string;
  readonly fixes?: readonly Fix[];
}

/** A quick fix: a title and the edits it makes. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Whether it is the one that is almost surely meant. */
  readonly preferred?: boolean;
}

export interface Edit {
  readonly span: Span;
  readonly text: string;
}
