import { workspace, type ExtensionContext } from "vscode";
import { LanguageClient, RevealOutputChannelOn, TransportKind } from "vscode-languageclient/node";

/** Starts the language server in a process of its own and resolves when it answers. Imported only when it is needed. */
export async function startLanguageClient(
  context: ExtensionContext,
  prepare: (client: LanguageClient) => void,
): Promise<LanguageClient> {
  const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc };
  const client = new LanguageClient("evq", "Event Log Queries", server, {
    documentSelector: [{ language: "evq" }],
    initializationOptions: workspace.getConfiguration("evq"),
    synchronize: { configurationSection: "evq" },
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  });
  prepare(client);
  await client.start();
  return client;
}
