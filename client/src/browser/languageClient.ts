import { Uri } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { startBy } from "../languageClient.ts";
import type { Platform } from "../platform.ts";
import { traceable } from "../sources/answers.ts";
import { browserTransport } from "./transport.ts";

/** Starts the language server as a worker, and tells it where the files are that it is made of. */
export const startLanguageClient: Platform["startLanguageClient"] = (...parts) =>
  startBy(
    {
      client: ({ extensionUri }, options) => {
        const root = Uri.joinPath(extensionUri, "dist");
        const worker = new Worker(Uri.joinPath(root, "web-worker.js").toString(true));
        worker.postMessage({ root: root.toString(true) });
        return new QuietClient("evq", "Event Log Queries", worker, options);
      },
      transport: browserTransport,
    },
    ...parts,
  );

class QuietClient extends LanguageClient {
  override trace(message: string, data?: unknown): void {
    super.trace(...traceable(message, data));
  }
}
