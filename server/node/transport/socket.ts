import { WebSocket } from "ws";
import type { Cancellation } from "../../src/base/cancellation.ts";
import { EvqError } from "../../src/base/failure.ts";
import type { Sending, Socket } from "../../src/base/ports.ts";
import { checkLiteral, guardedLookup } from "./address.ts";
import { sendingFailure, tooSlow, unreachable, unreadable } from "./failures.ts";

/** Opens a WebSocket and resolves when it stands. Messages wait, up to the size of one, until someone takes them. */
export async function openSocket(request: Sending, cancellation: Cancellation): Promise<Socket> {
  cancellation.check();
  const { url, headers, timeoutMs, maxBytes, reach } = request;
  checkLiteral(new URL(url), reach);
  const socket = new WebSocket(url, {
    headers: { "user-agent": "evq", ...headers },
    maxPayload: maxBytes,
    // Packed messages could not be told from packed bombs while they come in.
    perMessageDeflate: false,
    followRedirects: false,
    lookup: guardedLookup(reach),
  });
  const inbox = new Inbox(url, maxBytes, () => socket.terminate());
  const forget = cancellation.onCancel(() => {
    inbox.end(new EvqError("cancelled", "The run was cancelled."));
    socket.terminate();
  });
  socket.on("message", (message: Buffer, isBinary) => {
    if (isBinary) inbox.end(unreadable(url, "it holds bytes where text should be"));
    else inbox.put(message.toString("utf8"), message.length);
  });
  socket.on("error", (error) => inbox.end(failureOf(url, error)));
  socket.on("close", () => {
    forget();
    inbox.end(undefined);
  });
  await opened(socket, inbox, url, timeoutMs);
  return {
    send: (text) =>
      new Promise((resolve, reject) =>
        socket.send(text, (error) => (error ? reject(unreachable(url, "the connection is closed", error)) : resolve())),
      ),
    receive: async () => {
      const timer = setTimeout(() => inbox.end(tooSlow(url, timeoutMs)), timeoutMs);
      try {
        return await inbox.take();
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => {
      forget();
      inbox.end(undefined);
      socket.close();
      // One that does not answer to a close is left behind.
      setTimeout(() => socket.terminate(), CLOSING_MS).unref();
    },
  };
}

const CLOSING_MS = 500;

async function opened(socket: WebSocket, inbox: Inbox, url: string, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => {
    inbox.end(tooSlow(url, timeoutMs));
    socket.terminate();
  }, timeoutMs);
  try {
    await Promise.race([
      new Promise<void>((resolve) => socket.once("open", resolve)),
      inbox.ended.then((reason) => {
        throw reason ?? unreachable(url, "the connection was closed at once");
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** `ws` tells a refused handshake and a message that is too large by its own messages. */
function failureOf(url: string, error: Error & { readonly code?: string }): EvqError {
  if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") return unreadable(url, "a message is too large");
  if (error.code?.startsWith("WS_ERR_")) return unreadable(url, "it does not keep to the WebSocket protocol");
  const status = /^Unexpected server response: (\d+)/.exec(error.message)?.[1];
  if (status === "401" || status === "403")
    return new EvqError("source.unauthorized", `${new URL(url).origin} does not let this client in (${status}).`);
  if (status !== undefined) return unreachable(url, `it answered ${status} and opened no WebSocket`);
  return sendingFailure(url, error);
}

class Inbox {
  /** Resolves when no message will follow: with the reason, or undefined for a plain close. */
  readonly ended: Promise<EvqError | undefined>;
  readonly #url: string;
  readonly #maxBytes: number;
  readonly #overflow: () => void;
  readonly #messages: { readonly text: string; readonly bytes: number }[] = [];
  #bytes = 0;
  #resolveEnded: (reason: EvqError | undefined) => void = () => {};
  #end: { readonly reason: EvqError | undefined } | undefined;
  #wake: () => void = () => {};

  constructor(url: string, maxBytes: number, overflow: () => void) {
    this.#url = url;
    this.#maxBytes = maxBytes;
    this.#overflow = overflow;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
  }

  put(text: string, bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes) {
      this.end(unreadable(this.#url, "it sends more than was asked for"));
      return this.#overflow();
    }
    this.#messages.push({ text, bytes });
    this.#wake();
  }

  /** The first reason is the one that counts. */
  end(reason: EvqError | undefined): void {
    if (this.#end) return;
    this.#end = { reason };
    this.#resolveEnded(reason);
    this.#wake();
  }

  async take(): Promise<string | undefined> {
    for (;;) {
      if (this.#end?.reason) throw this.#end.reason;
      const next = this.#messages.shift();
      if (next) {
        this.#bytes -= next.bytes;
        return next.text;
      }
      if (this.#end) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
