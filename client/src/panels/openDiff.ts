import { commands } from "vscode";
import type { ReadOnlyDocuments } from "../documents/readOnly.ts";
import type { Wire } from "../wire.ts";

/** Opens the entity before and after a change side by side, as JSON with every digit, in documents that cannot be changed. */
export async function openDiff(
  { wire, documents }: { readonly wire: Wire; readonly documents: ReadOnlyDocuments },
  runId: string,
  at: number,
): Promise<void> {
  const { title, before, after } = await wire.request("evq/run/changeStates", { runId, at });
  // Two changes may have one title.
  const place = `${runId} ${at + 1}`;
  const left = documents.keep(`${place} before`, `${title}.json`, before ?? "");
  const right = documents.keep(`${place} after`, `${title}.json`, after ?? "");
  await commands.executeCommand("vscode.diff", left, right, `${title} (before ↔ after)`, { preview: true });
}
