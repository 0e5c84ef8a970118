import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { nodeTransport } from "../../../server/node/transport/transport.ts";
import { startBy } from "../languageClient.ts";
import type { Platform } from "../platform.ts";
import { traceable } from "../sources/answers.ts";

/** Starts the language server as a process of its own. Imported only when it is needed. */
export const startLanguageClient: Platform["startLanguageClient"] = (...parts) =>
  startBy(
    {
      client: (context, options) => {
        const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc };
        return new QuietClient("evq", "Event Log Queries", server, options);
      },
      transport: nodeTransport,
    },
    ...parts,
  );

class QuietClient extends LanguageClient {
  override trace(message: string, data?: unknown): void {
    super.trace(...traceable(message, data));
  }
}
