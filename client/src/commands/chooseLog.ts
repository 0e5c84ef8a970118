import { window } from "vscode";
import type { Evq } from "../evq.ts";

/** The log that a command is about: the one of the tree's row it was called on, else one that the user picks. */
export async function chooseLog(
  { sources }: Evq,
  [node]: readonly unknown[],
  title: string,
): Promise<string | undefined> {
  if (isLogNode(node)) return node.log.name;
  const logs = await sources.logs();
  if (logs.length === 0) {
    void window.showInformationMessage("There are no logs yet. Import a file first.");
    return undefined;
  }
  const items = logs.map(({ name, events }) => ({
    label: name,
    description: `${events.toLocaleString("en-US")} events`,
  }));
  return (await window.showQuickPick(items, { title, placeHolder: "Choose a log" }))?.label;
}

function isLogNode(value: unknown): value is { readonly log: { readonly name: string } } {
  if (typeof value !== "object" || value === null || !("log" in value)) return false;
  const { log } = value;
  return typeof log === "object" && log !== null && "name" in log && typeof log.name === "string";
}
