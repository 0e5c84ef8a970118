import type { CancellationToken, ExtensionContext } from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { ClientRequests } from "../../../server/protocol/requests.ts";
import type { Cancellation } from "../../../server/src/base/cancellation.ts";
import { EvqError, toFailure } from "../../../server/src/base/failure.ts";
import type { Socket, Transport } from "../../../server/src/base/ports.ts";
import { readFile, writeFile } from "./files.ts";
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
 * apply, looks up secrets, which the server itself does not keep, and has the files where there is no disk.
 */
export function answerServer(
  client: Pick<BaseLanguageClient, "onRequest">,
  transport: Transport,
  { secrets }: Pick<ExtensionContext, "secrets">,
): void {
  const sockets = new Map<number, Socket>();
  let last = 0;
  const socketOf = (number: number): Socket => {
    const socket = sockets.get(number);
    if (!socket) throw new EvqError("source.unreachable", "The connection is closed.");
    return socket;
  };
  const answers: Answers = {
    "evq/transport/send": (request, cancellation) => transport.send(request, cancellation),
    "evq/transport/connect": async (request, cancellation) => {
      sockets.set(++last, await transport.connect(request, cancellation));
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
    "evq/file/read": ({ uri }) => readFile(uri),
    "evq/file/write": ({ uri, base64 }) => writeFile(uri, base64),
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

/** What a client may write down of a message: of one that holds what must not be written anywhere, only its name. */
export function traceable(message: string, data?: unknown): readonly [message: string, data?: unknown] {
  return /'evq\/(?:transport|file)\//.test(message) ? [message.split("\n", 1)[0] ?? ""] : [message, data];
}

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
