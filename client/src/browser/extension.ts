import type { ExtensionContext } from "vscode";
import { activateOn } from "../activate.ts";
import type { EvqApi } from "../evq.ts";
import type { Platform } from "../platform.ts";

/** VS Code in a browser: the language server is a worker, logs are in its memory, and files are those of the editor. */
const platform: Platform = {
  startLanguageClient: async (...parts) => (await import("./languageClient.ts")).startLanguageClient(...parts),
  pathOf: (file) => file.toString(),
  home: undefined,
};

export function activate(context: ExtensionContext): EvqApi {
  return activateOn(platform, context);
}
