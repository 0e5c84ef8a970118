import { env, window } from "vscode";
import type { CheckpointSummary } from "../../../server/protocol/checkpoints.ts";
import type { Evq } from "../evq.ts";
import { chooseCheckpoint, choosePreview } from "./chooseCheckpoint.ts";
import { openQuery } from "./openQuery.ts";
import { run } from "./run.ts";
import { sourceOf } from "./sourceOf.ts";

/** Moves the checkpoint of a preview behind its rows. */
export async function commitPreview(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const runId = await choosePreview(evq, args);
  if (runId === undefined) return;
  const { checkpoint, rowCount } = await evq.wire.request("evq/run/commit", { runId });
  evq.checkpoints.refresh();
  const behind =
    rowCount === 1
      ? "this 1 row now: it does not come again."
      : `these ${rowCount.toLocaleString("en-US")} rows now: they do not come again.`;
  void window.showInformationMessage(`The checkpoint ${checkpoint?.name ?? ""} stands behind ${behind}`);
}

/** Forgets a checkpoint, after the user said so. */
export async function resetCheckpoint(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const checkpoint = await chooseCheckpoint(evq, args, "Reset Checkpoint");
  if (!checkpoint) return;
  const detail = `${standing(checkpoint)} The next sync reads all that ${checkpoint.source} keeps. ${twice(checkpoint)}`;
  if (!(await isSure(`Forget how far the checkpoint "${checkpoint.name}" has read?`, detail, "Reset"))) return;
  await evq.wire.request("evq/checkpoint/reset", { id: checkpoint.id });
  evq.checkpoints.refresh();
}

/** Takes a checkpoint back to a time or number that the user gives. */
export async function rewindCheckpoint(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const checkpoint = await chooseCheckpoint(evq, args, "Rewind Checkpoint");
  if (!checkpoint) return;
  const { name, by, position } = checkpoint;
  const to = await window.showInputBox({
    title: `Rewind Checkpoint ${name}`,
    prompt: by === "number" ? "The number of an event to read again from." : "The time to read again from.",
    placeHolder: by === "number" ? "1030" : "2024-01-15T10:00:00Z",
    value: position ?? "",
    validateInput: (text) => whyNoPlace(text.trim(), checkpoint),
  });
  if (to === undefined) return;
  const detail = `${standing(checkpoint)} What is between is read again by the next sync. ${twice(checkpoint)}`;
  if (!(await isSure(`Take the checkpoint "${name}" back to ${to.trim()}?`, detail, "Rewind"))) return;
  await evq.wire.request("evq/checkpoint/rewind", { id: checkpoint.id, to: to.trim() });
  evq.checkpoints.refresh();
}

/** Makes another checkpoint that stands where this one stands. */
export async function copyCheckpoint(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const checkpoint = await chooseCheckpoint(evq, args, "Copy Checkpoint");
  if (!checkpoint) return;
  const { checkpoints } = await evq.checkpoints.list();
  const taken = checkpoints.filter(({ source, place }) => source === checkpoint.source && place === checkpoint.place);
  const name = await window.showInputBox({
    title: `Copy Checkpoint ${checkpoint.name}`,
    prompt: "Name of the copy. A query reads on from it with since checkpoint.",
    value: `${checkpoint.name} copy`,
    validateInput: (text) => {
      if (text.trim() === "") return "A checkpoint needs a name.";
      return taken.some((other) => other.name === text.trim())
        ? `There is a checkpoint "${text.trim()}" of this log already.`
        : undefined;
    },
  });
  if (name === undefined) return;
  await evq.wire.request("evq/checkpoint/copy", { id: checkpoint.id, name: name.trim() });
  evq.checkpoints.refresh();
}

/** Puts a query that reads on from a checkpoint on the clipboard. */
export async function copyCheckpointQuery(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const checkpoint = await chooseCheckpoint(evq, args, "Copy Query");
  if (!checkpoint) return;
  await env.clipboard.writeText(`${checkpoint.query}\n`);
  window.setStatusBarMessage(`Copied a query since ${checkpoint.name}`, 3000);
}

/** Opens an unsaved query for the gaps and unreadable records that syncs met, and runs it. */
export async function showGaps(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const checkpoint = await chooseCheckpoint(evq, args, "Show Gaps");
  if (!checkpoint) return;
  const { uri, position } = await openQuery(
    [
      `//# Gaps and unreadable records in ${checkpoint.place.replace(/\s+/g, " ")}`,
      `from ${sourceOf({ log: checkpoint.place })}`,
      'where event_type in ("evq:gap", "evq:dead-letter")',
      "latest 100",
      "",
    ].join("\n"),
  );
  await run(evq, uri, position);
}

async function isSure(question: string, detail: string, button: string): Promise<boolean> {
  return (await window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

function standing({ position, by, problem }: CheckpointSummary): string {
  if (problem !== undefined) return problem;
  return position === undefined
    ? "It stands at the beginning."
    : `It stands at ${by === "number" ? "number " : ""}${position}.`;
}

function twice({ isInto, place }: CheckpointSummary): string {
  return isInto ? `Events that local.${place} has already are not kept twice.` : "Rows that were printed come again.";
}

function whyNoPlace(text: string, { by, position }: CheckpointSummary): string | undefined {
  if (by === "number") {
    if (!/^\d+$/.test(text)) return "Give the number of an event.";
    return position !== undefined && BigInt(text) > BigInt(position)
      ? `It stands at ${position}; give a number before it.`
      : undefined;
  }
  const time = Date.parse(text);
  if (!/(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(time)) return "Give a time such as 2024-01-15T10:00:00Z.";
  return position !== undefined && time > Date.parse(position)
    ? `It stands at ${position}; give a time before it.`
    : undefined;
}
