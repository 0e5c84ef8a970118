import { window } from "vscode";
import type { CheckpointSummary } from "../../../server/protocol/checkpoints.ts";
import type { Evq } from "../evq.ts";

/** The checkpoint of the row that a command was called on, as it is now; else one that the user picks. */
export async function chooseCheckpoint(
  { checkpoints: view }: Evq,
  [node]: readonly unknown[],
  title: string,
): Promise<CheckpointSummary | undefined> {
  const { checkpoints } = await view.list();
  const id = member(member(node, "checkpoint"), "id");
  if (id !== undefined) return checkpoints.find((checkpoint) => checkpoint.id === id);
  if (checkpoints.length === 0) {
    void window.showInformationMessage("There are no checkpoints yet. A query with since checkpoint makes one.");
    return undefined;
  }
  const items = checkpoints.map((checkpoint) => ({
    label: checkpoint.name,
    description: checkpoint.source,
    checkpoint,
  }));
  return (await window.showQuickPick(items, { title, placeHolder: "Choose a checkpoint" }))?.checkpoint;
}

/** The run of the preview that a command was called on; else the one that is shown, or one that the user picks. */
export async function choosePreview(
  { checkpoints, runs }: Evq,
  [node]: readonly unknown[],
): Promise<string | undefined> {
  const runId = member(member(node, "preview"), "runId");
  if (typeof runId === "string") return runId;
  const { current } = runs;
  if (current?.checkpoint?.state === "preview") return current.runId;
  const { previews } = await checkpoints.list();
  if (previews.length === 0) {
    void window.showInformationMessage("There is no preview. Run a query with since checkpoint and without into.");
    return undefined;
  }
  const items = previews.map((preview) => ({
    label: preview.checkpoint,
    description: `${preview.title} · ${preview.rowCount.toLocaleString("en-US")} rows`,
    preview,
  }));
  const placeHolder = "Choose the preview whose checkpoint is to be moved";
  return (await window.showQuickPick(items, { title: "Commit Preview", placeHolder }))?.preview.runId;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
