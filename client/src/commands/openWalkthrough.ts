import { commands } from "vscode";
import type { Evq } from "../evq.ts";

/** Opens the walkthrough that leads to a first result. */
export async function openWalkthrough({ context }: Evq): Promise<void> {
  await commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#start`, false);
}
