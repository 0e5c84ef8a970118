import { workspace, type ExtensionContext } from "vscode";
import { CodeLensRequest, LanguageClient, RevealOutputChannelOn, TransportKind } from "vscode-languageclient/node";
import { UNTRACED, answerServer } from "./sources/answers.ts";
import { withValues } from "./runs/parameterLenses.ts";
import type { Parameters } from "./runs/parameters.ts";

/** Starts the language server in a process of its own and resolves when it answers. Imported only when it is needed. */
export async function startLanguageClient(
  context: ExtensionContext,
  parameters: Parameters,
  prepare: (client: LanguageClient) => void,
): Promise<LanguageClient> {
  const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc };
  const client = new QuietClient("evq", "Event Log Queries", server, {
    documentSelector: [{ language: "evq" }],
    initializationOptions: withTrust(workspace.getConfiguration("evq")),
    synchronize: { configurationSection: "evq" },
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: {
      workspace: {
        configuration: async (params, token, next) => {
          const sections = await next(params, token);
          if (!Array.isArray(sections)) return sections;
          return sections.map((section: unknown, at) =>
            params.items[at]?.section === "evq" ? withTrust(section) : section,
          );
        },
      },
      provideCodeLenses: async (document, token, next) => {
        const lenses = await next(document, token);
        return lenses && [...withValues(lenses, document.uri.toString(), parameters)];
      },
    },
  });
  prepare(client);
  answerServer(client, context);
  await client.start();
  context.subscriptions.push(
    parameters.onDidChange(() => refreshLenses(client)),
    workspace.onDidGrantWorkspaceTrust(
      () => void client.sendNotification("workspace/didChangeConfiguration", { settings: null }),
    ),
  );
  return client;
}

/** Of messages with secrets in them nothing but the names is traced, however much is asked for. */
class QuietClient extends LanguageClient {
  override trace(message: string, data?: unknown): void {
    if (UNTRACED.test(message)) super.trace(message.split("\n", 1)[0] ?? "");
    else super.trace(message, data);
  }
}

/** The settings with what the server has to know besides: whether it may open what lies in the workspace. */
function withTrust(section: unknown): object {
  return { ...(typeof section === "object" ? section : {}), trusted: workspace.isTrusted };
}

function refreshLenses(client: LanguageClient): void {
  const feature = client.getFeature(CodeLensRequest.method);
  for (const document of workspace.textDocuments) {
    if (document.languageId === "evq") feature.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  }
}
