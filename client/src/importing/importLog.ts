import { ProgressLocation, window } from "vscode";
import type { ServerRequests } from "../../../server/protocol/requests.ts";
import type { ImportProgress, ImportReport } from "../../../server/protocol/imports.ts";
import { readFailure } from "../failures.ts";
import type { Wire } from "../wire.ts";

type Request = Omit<ServerRequests["evq/log/import"]["params"], "importId">;

/**
 * Imports a file with a notification that shows how far it is and can cancel; undefined when it was cancelled. Asks
 * before it repeats what the log has of a file that has changed.
 */
export async function importLog(wire: Wire, request: Request): Promise<ImportReport | undefined> {
  try {
    return await importOnce(wire, request);
  } catch (thrown) {
    const { code, message } = readFailure(thrown);
    if (code !== "import.changed") throw thrown;
    const again = "Import From the Start";
    const detail =
      "The events that the log has of it already are repeated then. Cancel, and choose another log, to keep them apart.";
    const chosen = await window.showWarningMessage(message, { modal: true, detail }, again);
    return chosen === again ? importOnce(wire, { ...request, fromStart: true }) : undefined;
  }
}

async function importOnce(wire: Wire, request: Request): Promise<ImportReport | undefined> {
  const options = {
    location: ProgressLocation.Notification,
    title: `Importing into ${request.log}`,
    cancellable: true,
  };
  return window.withProgress(options, async (progress, token) => {
    const importId = crypto.randomUUID();
    let percent = 0;
    const subscription = wire.on("evq/log/importProgress")((message) => {
      if (message.importId !== importId) return;
      const now = percentOf(message.progress);
      progress.report({ message: said(message.progress), increment: Math.max(0, now - percent) });
      percent = Math.max(percent, now);
    });
    try {
      return await wire.request("evq/log/import", { importId, ...request }, token);
    } catch (thrown) {
      if (token.isCancellationRequested || readFailure(thrown).code === "cancelled") return undefined;
      throw thrown;
    } finally {
      subscription.dispose();
    }
  });
}

function percentOf({ bytesRead, bytesTotal }: ImportProgress): number {
  return bytesTotal === undefined || bytesTotal === 0 ? 0 : Math.min(100, (100 * bytesRead) / bytesTotal);
}

function said({ appended, badCount }: ImportProgress): string {
  const events = `${appended.toLocaleString("en-US")} events`;
  return badCount === 0 ? events : `${events}, ${badCount.toLocaleString("en-US")} unreadable`;
}
