import type { Failure } from "../../server/protocol/failure.ts";
import type { LogStats } from "../../server/protocol/logs.ts";

/** What the statistics page tells the extension. */
export type FromStats =
  /** The page listens; before this nothing may be posted to it. */
  { readonly type: "ready" } | { readonly type: "refresh" };

/** What the extension tells the statistics page. */
export type ToStats =
  | { readonly type: "counting" }
  | { readonly type: "stats"; readonly stats: LogStats }
  | { readonly type: "failed"; readonly failure: Failure };

/** What VS Code keeps of a page, by which it comes back with its window. */
export interface KeptStats {
  readonly log: string;
}
