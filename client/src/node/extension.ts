import { homedir } from "node:os";
import { Uri, type ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { nodeTransport } from "../../../server/node/transport/transport.ts";
import { activateOn } from "../activate.ts";
import type { EvqApi } from "../evq.ts";
import type { Platform } from "../platform.ts";
import { traceable } from "../sources/answers.ts";

/** VS Code on a desktop or a server: the language server is a process of its own, and logs are on disk. */
const platform: Platform = {
  languageClient: (context, options) => {
    const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc };
    return new QuietClient("evq", "Event Log Queries", server, options);
  },
  transport: nodeTransport,
  pathOf: (file) => (file.scheme === "file" ? file.fsPath : undefined),
  home: Uri.file(homedir()),
};

class QuietClient extends LanguageClient {
  override trace(message: string, data?: unknown): void {
    super.trace(...traceable(message, data));
  }
}

export function activate(context: ExtensionContext): EvqApi {
  return activateOn(platform, context);
}
