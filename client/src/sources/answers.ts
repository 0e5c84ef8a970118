import type { CancellationToken, ExtensionContext } from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";
import type { LanguageClient } from "vscode-languageclient/node";
import type { ClientRequests } from "../../../server/protocol/requests.ts";
import { nodeTransport } from "../../../server/node/transport/transport.ts";
import type { Cancellation } from "../../../server/src/base/cancellation.ts";
import { EvqError, toFailure } from "../../../server/src/base/failure.ts";
import type { Socket } from "../../../server/src/base/ports.ts";
import { secretKey } from "./secrets.ts";

type Method = keyof ClientRequests;
type Answers = {
  readonly [M in Method]: (
    params: ClientRequests[M]["params"],
    cancellation: Cancellation,
  ) => Promise<ClientRequests[M]["result"]>;
};

/**
 * Answers what the language server asks of its client: it sends from here, where VS Code's own proxy and certificates
 * apply, and looks up secrets, which the server itself does not keep.
 */
export function answerServer(client: LanguageClient, { secrets }: ExtensionContext): void {
  const sockets = new Map<number, Socket>();
  let last = 0;
  const socketOf = (number: number): Socket => {
    const socket = sockets.get(number);
    if (!socket) throw new EvqError("source.unreachable", "The connection is closed.");
    return socket;
  };
  const answers: Answers = {
    "evq/transport/send": (request, cancellation) => nodeTransport.send(request, cancellation),
    "evq/transport/connect": async (request, cancellation) => {
      sockets.set(++last, await nodeTransport.connect(request, cancellation));
      return last;
    },
    "evq/transport/post": async ({ socket, text }) => {
      await socketOf(socket).send(text);
      return null;
    },
    "evq/transport/receive": async ({ socket }) => (await socketOf(socket).receive()) ?? null,
    "evq/transport/close": async ({ socket }) => {
      sockets.get(socket)?.close();
      sockets.delete(socket);
      return null;
    },
    "evq/transport/secret": async (key) => (await secrets.get(secretKey(key))) ?? null,
  };
  for (const [method, answer] of Object.entries(answers))
    client.onRequest(method, (params: unknown, token: CancellationToken) =>
      (answer as (params: unknown, cancellation: Cancellation) => Promise<unknown>)(
        params,
        cancellationOf(token),
      ).catch((thrown: unknown) => {
        const failure = toFailure(thrown);
        return new ResponseError(LSPErrorCodes.RequestFailed, failure.message, failure);
      }),
    );
}

/** Methods whose messages hold what must not be written anywhere. */
export const UNTRACED = /'evq\/transport\//;

function cancellationOf(token: CancellationToken): Cancellation {
  return {
    get cancelled() {
      return token.isCancellationRequested;
    },
    check() {
      if (token.isCancellationRequested) throw new EvqError("cancelled", "The run was cancelled.");
    },
    onCancel(listener) {
      const subscription = token.onCancellationRequested(listener);
      return () => subscription.dispose();
    },
  };
}
