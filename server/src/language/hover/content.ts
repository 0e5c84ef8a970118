import type { Span } from "../../base/span.ts";
import type { Prose } from "../prose.ts";

export interface HoverContent {
  /** What the text is about. */
  readonly span: Span;
  readonly prose: Prose;
}
