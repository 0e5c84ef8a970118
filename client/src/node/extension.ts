import { homedir } from "node:os";
import { Uri, type ExtensionContext } from "vscode";
import { activateOn } from "../activate.ts";
import type { EvqApi } from "../evq.ts";
import type { Platform } from "../platform.ts";

/** VS Code on a desktop or a server: the language server is a process of its own, and logs are on disk. */
const platform: Platform = {
  startLanguageClient: async (...parts) => (await import("./languageClient.ts")).startLanguageClient(...parts),
  pathOf: (file) => (file.scheme === "file" ? file.fsPath : undefined),
  home: Uri.file(homedir()),
};

export function activate(context: ExtensionContext): EvqApi {
  return activateOn(platform, context);
}
