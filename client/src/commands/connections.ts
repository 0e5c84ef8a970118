import { ProgressLocation, Uri, commands, window } from "vscode";
import { chooseConnection, remoteLogOf } from "../connections/choose.ts";
import { openDeclaration } from "../connections/file.ts";
import { askSecrets, testConnection } from "../connections/signIn.ts";
import type { Evq } from "../evq.ts";
import { secretKey } from "../sources/secrets.ts";

/** Asks for a connection's secrets anew and tries them. */
export async function signIn(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const connection = await chooseConnection(evq, args, "Sign In");
  if (!connection) return;
  if (connection.secrets.length === 0) {
    void window.showInformationMessage(`${connection.name} has no secrets.`);
    return;
  }
  if (await askSecrets(evq, connection)) await testConnection(evq, connection.name);
}

/** Forgets a connection's secrets. */
export async function signOut(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const connection = await chooseConnection(evq, args, "Sign Out");
  if (!connection) return;
  const { name, secrets } = connection;
  for (const secret of secrets)
    await evq.context.secrets.delete(secretKey({ connection: name, origin: secret.origin, name: secret.name }));
  evq.sources.refresh();
  void window.showInformationMessage(`The secrets of ${name} are forgotten.`);
}

export async function test(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const connection = await chooseConnection(evq, args, "Test Connection");
  if (connection) await testConnection(evq, connection.name);
}

/**
 * Asks a connection for the newest events of its logs, or of the log of the tree's row, so that completion and hover know
 * what is in them. Where logs are the system's own, the user names one.
 */
export async function refreshSchema(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const connection = await chooseConnection(evq, args, "Refresh Schema");
  if (!connection) return;
  const { name, logs } = connection;
  const log = remoteLogOf(args[0])?.log ?? (logs.length === 0 ? await askLog(name) : undefined);
  if (log === undefined && logs.length === 0) return;
  const options = { location: ProgressLocation.Notification, title: `Looking at the newest events of ${name} …` };
  const { message } = await window.withProgress(options, () =>
    evq.wire.request("evq/connection/refreshSchema", { name, ...(log !== undefined && { log }) }),
  );
  evq.sources.refresh();
  void window.showInformationMessage(message);
}

function askLog(name: string): Thenable<string | undefined> {
  const prompt = `The log of ${name} to look at, as it stands behind its name in a query`;
  return window.showInputBox({
    title: "Refresh Schema",
    prompt,
    validateInput: (log) => (log === "" ? prompt : undefined),
  });
}

/** Opens the page about the kind of system that a connection leads to. */
export async function openDocs(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const connection = await chooseConnection(evq, args, "Open Docs");
  if (!connection) return;
  const { extensionUri } = evq.context;
  await commands.executeCommand(
    "markdown.showPreview",
    Uri.joinPath(extensionUri, "docs", "sources", `${connection.kind}.md`),
  );
}

/** Opens what declares a connection. */
export async function edit(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const connection = await chooseConnection(evq, args, "Edit Connection");
  if (connection) await openDeclaration(connection.name, connection.place);
}
