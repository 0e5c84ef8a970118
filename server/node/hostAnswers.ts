import { CancellationTokenSource } from "vscode-languageserver/node";
import type { Connection } from "vscode-languageserver/node";
import type { Failure } from "../protocol/failure.ts";
import type { ClientRequests } from "../protocol/requests.ts";
import { neverCancelled } from "../src/base/cancellation.ts";
import type { Cancellation } from "../src/base/cancellation.ts";
import { EvqError, fromFailure } from "../src/base/failure.ts";
import type { Answers } from "./workerLink.ts";
import type { HostRequests } from "./workerProtocol.ts";

/** Passes what the worker wants sent on to the client: a language server is not covered by VS Code's proxy settings. */
export function hostAnswers(connection: Pick<Connection, "sendRequest">): Answers<HostRequests> {
  const ask = async <M extends keyof ClientRequests>(
    method: M,
    params: ClientRequests[M]["params"],
    cancellation: Cancellation = neverCancelled,
  ): Promise<ClientRequests[M]["result"]> => {
    const source = new CancellationTokenSource();
    const forget = cancellation.onCancel(() => source.cancel());
    try {
      return await connection.sendRequest<ClientRequests[M]["result"]>(method, params, source.token);
    } catch (thrown) {
      cancellation.check();
      throw failureOf(thrown);
    } finally {
      forget();
      source.dispose();
    }
  };
  return {
    send: (request, cancellation) => ask("evq/transport/send", request, cancellation),
    connect: (request, cancellation) => ask("evq/transport/connect", request, cancellation),
    post: (params) => ask("evq/transport/post", params),
    receive: (params) => ask("evq/transport/receive", params),
    close: (params) => ask("evq/transport/close", params),
    secret: ({ connection: name, origin, name: secret }) =>
      ask("evq/transport/secret", { connection: name, origin, name: secret }),
  };
}

/** The failure that the client sent, else that there is no client that sends. */
function failureOf(thrown: unknown): EvqError {
  const { data, message } = thrown as { readonly data?: unknown; readonly message?: string };
  if (typeof data === "object" && data !== null && "code" in data && "message" in data)
    return fromFailure(data as Failure);
  return new EvqError("source.unreachable", `The editor could not send: ${message ?? String(thrown)}.`);
}
