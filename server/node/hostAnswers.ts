import type { AskClient } from "../src/lsp/askClient.ts";
import type { Answers } from "./workerLink.ts";
import type { HostRequests } from "./workerProtocol.ts";

/** Passes what the worker wants sent on to the client: a language server is not covered by VS Code's proxy settings. */
export function hostAnswers(ask: AskClient): Answers<HostRequests> {
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
