import { workspace, type ExtensionContext } from "vscode";
import { CodeLensRequest, LanguageClient, RevealOutputChannelOn, TransportKind } from "vscode-languageclient/node";
import { withValues } from "./runs/parameterLenses.ts";
import type { Parameters } from "./runs/parameters.ts";

/** Starts the language server in a process of its own and resolves when it answers. Imported only when it is needed. */
export async function startLanguageClient(
  context: ExtensionContext,
  parameters: Parameters,
  prepare: (client: LanguageClient) => void,
): Promise<LanguageClient> {
  const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc };
  const client = new LanguageClient("evq", "Event Log Queries", server, {
    documentSelector: [{ language: "evq" }],
    initializationOptions: workspace.getConfiguration("evq"),
    synchronize: { configurationSection: "evq" },
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: {
      provideCodeLenses: async (document, token, next) => {
        const lenses = await next(document, token);
        return lenses && [...withValues(lenses, document.uri.toString(), parameters)];
      },
    },
  });
  prepare(client);
  await client.start();
  context.subscriptions.push(parameters.onDidChange(() => refreshLenses(client)));
  return client;
}

function refreshLenses(client: LanguageClient): void {
  const feature = client.getFeature(CodeLensRequest.method);
  for (const document of workspace.textDocuments) {
    if (document.languageId === "evq") feature.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  }
}
