import type { Span } from "../../base/span.ts";
import type { Prose } from "../prose.ts";

export type ItemKind =
  | "keyword"
  | "operator"
  | "field"
  | "column"
  | "function"
  | "source"
  | "log"
  | "value"
  | "parameter"
  | "let"
  | "type"
  | "snippet";

/** One thing that can be written at the cursor. */
export interface Item {
  readonly label: string;
  readonly kind: ItemKind;
  /** What takes the place of `span`; with `snippet` it has LSP tab stops. */
  readonly insert: string;
  readonly span: Span;
  readonly snippet?: true;
  readonly detail?: string;
  readonly documentation?: Prose;
  /** Items are shown in the order of this text. */
  readonly sort: string;
  /** What the typed text is compared with; the label unless it differs. */
  readonly filter?: string;
  /** Whether suggestions for what comes next are wanted at once. */
  readonly suggestsNext?: true;
}

/** An item before it is known which text it replaces. */
export type Suggestion = Omit<Item, "span" | "sort"> & { readonly rank: Rank };

/** What is likelier comes first: values before fields, fields before functions, then words that go on. */
export type Rank = "1-value" | "2-name" | "3-field" | "4-native" | "5-word" | "6-function" | "7-clause" | "8-snippet";
