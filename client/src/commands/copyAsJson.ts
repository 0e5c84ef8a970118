import { env, window } from "vscode";
import type { Evq } from "../evq.ts";
import { queryPlace } from "./queryPlace.ts";

/** Puts the query at the cursor on the clipboard as the JSON that other tools of the event log speak. */
export async function copyAsJson({ wire }: Evq, ...args: readonly unknown[]): Promise<void> {
  const place = await queryPlace(args);
  if (!place) return;
  await env.clipboard.writeText(await wire.request("evq/query/toJson", place));
  window.setStatusBarMessage("Copied the query as JSON", 3000);
}
