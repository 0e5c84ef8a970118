import { window, workspace } from "vscode";
import { askKeys, askKind, askName } from "../connections/ask.ts";
import { CONNECTIONS_FILE, connectionsFile, writeConnection } from "../connections/file.ts";
import { askSecrets, testConnection } from "../connections/signIn.ts";
import type { Evq } from "../evq.ts";

/** Asks what must be known of a system, writes the connection down, asks for its secrets, and tries it. */
export async function addConnection(evq: Evq): Promise<void> {
  const { wire, sources } = evq;
  if (connectionsFile() && !workspace.isTrusted) {
    void window.showWarningMessage("Connections can be added once this workspace is trusted.");
    return;
  }
  const kind = await askKind(await wire.request("evq/connection/kinds", null));
  if (!kind) return;
  const { connections } = await wire.request("evq/connection/list", null);
  const name = await askName(
    kind,
    connections.map((connection) => connection.name),
  );
  if (name === undefined) return;
  const keys = await askKeys(kind);
  if (!keys) return;
  try {
    await writeConnection(name, { kind: kind.kind, ...keys });
  } catch {
    void window.showErrorMessage(`${CONNECTIONS_FILE} cannot be read, so nothing was written. Correct it first.`);
    return;
  }
  const added = await sources.connection(name);
  sources.refresh();
  if (added && (await askSecrets(evq, added))) await testConnection(evq, name);
}
