import type { Failure } from "../../../server/protocol/failure.ts";
import type { FromPage, ToPage } from "../../protocol/panel.ts";

/** What the page is told when something that it asked for cannot be done; undefined where it has no place to say so. */
export function failedAnswer(message: FromPage, failure: Failure): Extract<ToPage, { runId: string }> | undefined {
  if (failure.code === "cancelled") return undefined;
  switch (message.type) {
    case "rows":
    case "changes":
    case "comparison":
      return { type: "rowsFailed", runId: message.runId, offset: message.offset, failure };
    case "chartRows":
      return { type: "chartFailed", runId: message.runId, failure };
    case "reduced":
    case "sort":
    case "copy":
    case "openDiff":
      return { type: "requestFailed", runId: message.runId, request: message.type, failure };
    default:
      return undefined;
  }
}
