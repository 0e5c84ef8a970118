import { window } from "vscode";
import { chooseConnection } from "../connections/choose.ts";
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

/** Opens what declares a connection. */
export async function edit(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const connection = await chooseConnection(evq, args, "Edit Connection");
  if (connection) await openDeclaration(connection.name, connection.place);
}
