import { Uri, window, workspace, type TextDocument } from "vscode";
import type { Evq } from "../evq.ts";
import { chooseLog } from "./chooseLog.ts";

/** Appends what stands in a draft, one event or an array of them, to its log; the draft stays for the next one. */
export async function appendEvent(evq: Evq, ...[address]: readonly unknown[]): Promise<void> {
  const document = await draftAt(evq, address);
  if (!document) return;
  const log = evq.drafts.logOf(document.uri.toString()) ?? (await chooseLog(evq, [], "Append Event"));
  if (log === undefined) return;
  await evq.sources.attempt(async () => {
    const { appended, repeated } = await evq.wire.request("evq/log/append", { log, text: document.getText() });
    const events = `${appended} ${appended === 1 ? "event" : "events"}`;
    const there = repeated > 0 ? `, ${repeated} ${repeated === 1 ? "was" : "were"} there already` : "";
    window.setStatusBarMessage(`Appended ${events} to local.${log}${there}`, 5000);
  });
}

/** The draft that a lens names, else the one in the active editor. */
async function draftAt({ drafts }: Evq, address: unknown): Promise<TextDocument | undefined> {
  if (typeof address === "string") {
    const document = await workspace.openTextDocument(Uri.parse(address, true));
    if (drafts.isDraft(document)) return document;
  }
  const active = window.activeTextEditor?.document;
  if (active && drafts.isDraft(active)) return active;
  void window.showInformationMessage("Open an event first: New Event in the menu of a log.");
  return undefined;
}
