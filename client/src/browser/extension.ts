import { Uri, type ExtensionContext } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { activateOn } from "../activate.ts";
import type { EvqApi } from "../evq.ts";
import type { Platform } from "../platform.ts";
import { traceable } from "../sources/answers.ts";
import { browserTransport } from "./transport.ts";

/** VS Code in a browser: the language server is a worker, logs are in its memory, and files are those of the editor. */
const platform: Platform = {
  languageClient: ({ extensionUri }, options) => {
    const root = Uri.joinPath(extensionUri, "dist");
    const worker = new Worker(Uri.joinPath(root, "web-worker.js").toString(true));
    worker.postMessage({ root: root.toString(true) });
    return new QuietClient("evq", "Event Log Queries", worker, options);
  },
  transport: browserTransport,
  pathOf: (file) => file.toString(),
  home: undefined,
};

class QuietClient extends LanguageClient {
  override trace(message: string, data?: unknown): void {
    super.trace(...traceable(message, data));
  }
}

export function activate(context: ExtensionContext): EvqApi {
  return activateOn(platform, context);
}
