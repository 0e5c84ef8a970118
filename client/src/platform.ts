import type { ExtensionContext, Uri } from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import type { Transport } from "../../server/src/base/ports.ts";

/** What is not the same in the extension hosts of a desktop and of a browser. */
export interface Platform {
  /** A client of the language server that does not trace what must not be written anywhere; not started yet. */
  languageClient(context: ExtensionContext, options: LanguageClientOptions): BaseLanguageClient;
  /** Sends for the language server. */
  readonly transport: Transport;
  /** What the server calls a file by; undefined where it cannot get at it. */
  pathOf(file: Uri): string | undefined;
  /** The user's folder; undefined where there is none. */
  readonly home: Uri | undefined;
}
