import { env, window } from "vscode";
import type { Evq } from "../evq.ts";
import { chooseTarget } from "./chooseLog.ts";
import { sourceOf } from "./sourceOf.ts";

/** Puts the name of a log or stream on the clipboard, as a query writes it after `from`. */
export async function copyName(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const target = await chooseTarget(evq, args, "Copy Name");
  if (!target) return;
  const name = sourceOf(target);
  await env.clipboard.writeText(name);
  window.setStatusBarMessage(`Copied ${name}`, 3000);
}
