import { InputBoxValidationSeverity, window, type InputBoxValidationMessage } from "vscode";
import type { LogSummary } from "../../../server/protocol/logs.ts";

/** Asks for the log that a file is imported into, and says so when it is there already. Undefined on Escape. */
export async function chooseName(
  title: string,
  suggested: string,
  logs: readonly LogSummary[],
): Promise<string | undefined> {
  const name = await window.showInputBox({
    title: `${title} (1/2)`,
    prompt: "Name of the log. Queries read it as local.NAME.",
    value: suggested,
    ignoreFocusOut: true,
    validateInput: (text) => judged(text.trim(), logs),
  });
  return name?.trim();
}

/** The name of a file as that of a log. */
export function nameOf(file: string): string {
  return file.replace(/(\.(ndjson|jsonl|json|csv|log|txt|gz))+$/i, "").replaceAll(/[^\w.-]+/g, "-");
}

function judged(name: string, logs: readonly LogSummary[]): InputBoxValidationMessage | undefined {
  if (name === "") return { message: "A log needs a name.", severity: InputBoxValidationSeverity.Error };
  const existing = logs.find((log) => log.name === name);
  if (!existing) return undefined;
  const events = existing.events.toLocaleString("en-US");
  const message = `The log is there already, with ${events} events. What it has not got yet is added; events are told apart by their ids.`;
  return { message, severity: InputBoxValidationSeverity.Info };
}
