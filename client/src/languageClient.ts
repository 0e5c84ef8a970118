import { workspace, type ExtensionContext } from "vscode";
import { CodeLensRequest, RevealOutputChannelOn } from "vscode-languageclient";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import type { Transport } from "../../server/src/base/ports.ts";
import { answerServer } from "./sources/answers.ts";
import { withValues } from "./runs/parameterLenses.ts";
import type { Parameters } from "./runs/parameters.ts";

/** How a platform speaks with the language server. */
interface Speech {
  /** A client that does not trace what must not be written anywhere; not started yet. */
  readonly client: (context: ExtensionContext, options: LanguageClientOptions) => BaseLanguageClient;
  /** Sends for the language server. */
  readonly transport: Transport;
}

/** Starts the language server by what a platform has for it, and resolves when it answers. */
export async function startBy(
  speech: Speech,
  context: ExtensionContext,
  parameters: Parameters,
  prepare: (client: BaseLanguageClient) => void,
): Promise<BaseLanguageClient> {
  const client = speech.client(context, optionsOf(parameters));
  prepare(client);
  answerServer(client, speech.transport, context);
  await client.start();
  context.subscriptions.push(
    parameters.onDidChange(() => refreshLenses(client)),
    workspace.onDidGrantWorkspaceTrust(
      () => void client.sendNotification("workspace/didChangeConfiguration", { settings: null }),
    ),
  );
  return client;
}

function optionsOf(parameters: Parameters): LanguageClientOptions {
  return {
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
  };
}

/** The settings with what the server has to know besides: whether it may open what lies in the workspace. */
function withTrust(section: unknown): object {
  // VS Code's own object of settings has functions, which cannot be sent to a worker.
  const settings: unknown = JSON.parse(JSON.stringify(section ?? {}));
  return { ...(typeof settings === "object" ? settings : {}), trusted: workspace.isTrusted };
}

function refreshLenses(client: BaseLanguageClient): void {
  const feature = client.getFeature(CodeLensRequest.method);
  for (const document of workspace.textDocuments) {
    if (document.languageId === "evq") feature.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  }
}
