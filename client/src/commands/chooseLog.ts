import { window } from "vscode";
import type { Evq } from "../evq.ts";

/** What a command of the tree is about: a log, or one stream of it. */
export interface LogTarget {
  readonly log: string;
  readonly stream?: string;
}

/** The log or stream of the tree's row that a command was called on, else a log that the user picks. */
export async function chooseTarget(
  evq: Evq,
  [node]: readonly unknown[],
  title: string,
): Promise<LogTarget | undefined> {
  const log = nameOf(node, "log");
  if (log === undefined) return pickLog(evq, title);
  const stream = nameOf(node, "stream");
  return stream === undefined ? { log } : { log, stream };
}

/** The log that a command is about: the one of the tree's row it was called on, else one that the user picks. */
export async function chooseLog(evq: Evq, args: readonly unknown[], title: string): Promise<string | undefined> {
  return (await chooseTarget(evq, args, title))?.log;
}

async function pickLog({ sources }: Evq, title: string): Promise<LogTarget | undefined> {
  const logs = await sources.logs();
  if (logs.length === 0) {
    void window.showInformationMessage("There are no logs yet. Import a file first.");
    return undefined;
  }
  const items = logs.map(({ name, events }) => ({
    label: name,
    description: `${events.toLocaleString("en-US")} events`,
  }));
  const chosen = await window.showQuickPick(items, { title, placeHolder: "Choose a log" });
  return chosen && { log: chosen.label };
}

/** The name of what a row stands for; other extensions may call with anything. */
function nameOf(node: unknown, kind: "log" | "stream"): string | undefined {
  const named = member(node, kind);
  const name = member(named, "name");
  return typeof name === "string" ? name : undefined;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
