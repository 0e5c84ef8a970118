import { CancellationTokenSource } from "vscode-languageserver";
import type { Connection } from "vscode-languageserver";
import type { Failure } from "../../protocol/failure.ts";
import type { ClientRequests } from "../../protocol/requests.ts";
import { neverCancelled } from "../base/cancellation.ts";
import type { Cancellation } from "../base/cancellation.ts";
import { EvqError, fromFailure } from "../base/failure.ts";

/** Asks the client for what the platform of the server does not have, or does not have as the user set it up. */
export type AskClient = <M extends keyof ClientRequests>(
  method: M,
  params: ClientRequests[M]["params"],
  cancellation?: Cancellation,
) => Promise<ClientRequests[M]["result"]>;

/** @throws of what it gives: the failure that the client sent, `cancelled`, or `source.unreachable` where nobody answers. */
export function askClient(connection: Pick<Connection, "sendRequest">): AskClient {
  return async (method, params, cancellation = neverCancelled) => {
    const source = new CancellationTokenSource();
    const forget = cancellation.onCancel(() => source.cancel());
    try {
      return await connection.sendRequest(method, params, source.token);
    } catch (thrown) {
      cancellation.check();
      throw failureOf(thrown);
    } finally {
      forget();
      source.dispose();
    }
  };
}

/** The failure that the client sent, else that there is no client that sends. */
function failureOf(thrown: unknown): EvqError {
  const { data, message } = thrown as { readonly data?: unknown; readonly message?: string };
  if (typeof data === "object" && data !== null && "code" in data && "message" in data)
    return fromFailure(data as Failure);
  return new EvqError("source.unreachable", `The editor could not send: ${message ?? String(thrown)}.`);
}
