import type { ExtensionContext, Uri } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { Parameters } from "./runs/parameters.ts";

/** What is not the same in the extension hosts of a desktop and of a browser. */
export interface Platform {
  /** Starts the language server and resolves when it answers; `prepare` gets the client before it starts. */
  startLanguageClient(
    context: ExtensionContext,
    parameters: Parameters,
    prepare: (client: BaseLanguageClient) => void,
  ): Promise<BaseLanguageClient>;
  /** What the server calls a file by; undefined where it cannot get at it. */
  pathOf(file: Uri): string | undefined;
  /** The user's folder; undefined where there is none. */
  readonly home: Uri | undefined;
}
