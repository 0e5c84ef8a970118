import { printJson } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";

/** An answer in Codebolt's envelope. */
export interface Reply {
  /** That of the request; `error` where it had none. */
  readonly type: string;
  readonly requestId: string | null;
  readonly success: boolean;
  /** Null when it failed. */
  readonly data: JsonTree;
  /** What to do now, where there is something. */
  readonly message?: string;
  /** Code and sentence of what went wrong. */
  readonly error?: string;
  /** When it was answered, RFC 3339. */
  readonly timestamp: string;
}

/** The reply as JSON text; integers have all their digits. */
export function printReply(reply: Reply): string {
  return printJson(new Map<string, JsonTree>(Object.entries(reply)));
}
