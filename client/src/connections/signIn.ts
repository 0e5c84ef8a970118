import { ProgressLocation, window } from "vscode";
import type { ConnectionSummary } from "../../../server/protocol/connections.ts";
import type { Evq } from "../evq.ts";
import { secretKey } from "../sources/secrets.ts";
import { askSecret } from "./ask.ts";

/** Asks for the secrets of a connection and stores them; whether the user gave them all. */
export async function askSecrets({ context }: Evq, { name, secrets }: ConnectionSummary): Promise<boolean> {
  for (const secret of secrets) {
    const text = await askSecret(name, secret);
    if (text === undefined) return false;
    const key = secretKey({ connection: name, origin: secret.origin, name: secret.name });
    if (text === "") await context.secrets.delete(key);
    else await context.secrets.store(key, text);
  }
  return true;
}

/** Asks a connection for its newest event, and says what came of it. */
export async function testConnection({ wire, sources, failures }: Evq, name: string): Promise<void> {
  const options = { location: ProgressLocation.Notification, title: `Asking ${name} …`, cancellable: true };
  const { message, failure } = await window.withProgress(options, (_, token) =>
    wire.request("evq/connection/test", { name }, token),
  );
  sources.refresh();
  if (failure) void failures.show(Object.assign(new Error(message), { data: failure }));
  else void window.showInformationMessage(`${name}: ${message}`);
}
