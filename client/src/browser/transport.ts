import { EvqError } from "../../../server/src/base/failure.ts";
import type { HttpRequest, HttpResponse, Reach, Sending, Socket, Transport } from "../../../server/src/base/ports.ts";
import type { Cancellation } from "../../../server/src/base/cancellation.ts";

/** Sends by the browser's own `fetch` and `WebSocket`, which reach a system only where that system allows it. */
export const browserTransport: Transport = { send, connect };

async function send(request: HttpRequest, cancellation: Cancellation): Promise<HttpResponse> {
  cancellation.check();
  checkLiteral(request);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort("slow"), request.timeoutMs);
  const forget = cancellation.onCancel(() => stop.abort("cancelled"));
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      ...(request.body !== undefined && { body: request.body }),
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
      signal: stop.signal,
    });
    if (response.type === "opaqueredirect")
      throw new EvqError(
        "source.unreadable",
        `${originOf(request)} answers that its address is another one, and a browser does not say which.`,
        "Write that address into the connection.",
      );
    const body = await textOf(response, request);
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  } catch (thrown) {
    cancellation.check();
    if (thrown instanceof EvqError) throw thrown;
    throw unreachable(request, stop.signal.aborted);
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/** Reads an answer while it comes, and no further than it may go. */
async function textOf(response: Response, request: HttpRequest): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = response.body?.getReader();
  let [text, size] = ["", 0];
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    size += piece.value.length;
    if (size > request.maxBytes) {
      await reader?.cancel();
      throw unreadable(request, `it is larger than ${Math.round(request.maxBytes / 1_000_000)} MB`);
    }
    text += decoded(() => decoder.decode(piece.value, { stream: true }), request);
  }
  return text + decoded(() => decoder.decode(), request);
}

function decoded(decode: () => string, request: Sending): string {
  try {
    return decode();
  } catch {
    throw unreadable(request, "it is no UTF-8 text");
  }
}

async function connect(request: Sending, cancellation: Cancellation): Promise<Socket> {
  cancellation.check();
  checkLiteral(request);
  if (Object.keys(request.headers).length > 0)
    throw new EvqError(
      "source.not-connected",
      `${originOf(request)} wants headers with its WebSocket, and a browser sends none.`,
      "Use VS Code on a desktop, or `evq` on the command line.",
    );
  const socket = new WebSocket(request.url);
  const came: string[] = [];
  let [isOver, isBroken] = [false, false];
  let wake = (): void => {};
  socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    came.push(typeof data === "string" ? data : "");
    wake();
  });
  for (const end of ["close", "error"])
    socket.addEventListener(end, () => {
      [isOver, isBroken] = [true, isBroken || end === "error"];
      wake();
    });
  /** Waits for the next thing that happens; false when nothing did in time. */
  const next = () =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), request.timeoutMs);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  const forget = cancellation.onCancel(() => {
    socket.close();
    wake();
  });
  socket.addEventListener("open", () => wake());
  const isOpen = (await next()) && socket.readyState === WebSocket.OPEN;
  cancellation.check();
  if (!isOpen) throw unreachable(request, !isOver);
  return {
    send: (text) => Promise.resolve(socket.send(text)),
    receive: async () => {
      while (came.length === 0 && !isOver) {
        if (!(await next())) throw unreachable(request, true);
        cancellation.check();
      }
      const text = came.shift();
      if (text === undefined && isBroken) throw unreachable(request, false);
      if (text !== undefined && text.length > request.maxBytes)
        throw unreadable(request, `a message is larger than ${Math.round(request.maxBytes / 1_000_000)} MB`);
      return text;
    },
    close: () => {
      forget();
      socket.close();
    },
  };
}

/** Which names lead to which addresses a browser does not say; an address that is written out can be judged. */
const INSIDE = /^(?:localhost|0\.|10\.|127\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|\[(?:::1?|f[cd].*)\]$)/i;
const LINK_LOCAL = /^(?:169\.254\.|100\.100\.100\.200$|\[fe[89ab])/i;

function checkLiteral({ url, reach }: { readonly url: string; readonly reach: Reach }): void {
  const { hostname } = new URL(url);
  if (reach === "any" || !(LINK_LOCAL.test(hostname) || (reach === "public" && INSIDE.test(hostname)))) return;
  throw new EvqError(
    "source.insecure",
    `${hostname} is an address inside of a network, and nothing was sent there.`,
    "If that is meant, say so in the connection: `allowPrivate: true`.",
  );
}

function unreachable(request: Sending, isSlow: boolean): EvqError {
  return isSlow
    ? new EvqError(
        "source.unreachable",
        `${originOf(request)} could not be asked: there was no answer within ${request.timeoutMs / 1000} s.`,
        "Try again, or give it more time: `timeoutSeconds` of the connection.",
      )
    : new EvqError(
        "source.unreachable",
        `${originOf(request)} could not be asked from a browser: it cannot be reached, or does not allow pages to ask it (CORS).`,
        "Allow this page there, or use VS Code on a desktop or `evq` on the command line.",
      );
}

function unreadable(request: Sending, reason: string): EvqError {
  return new EvqError(
    "source.unreadable",
    `The answer of ${originOf(request)} could not be read: ${reason}.`,
    "Check that the address is that of the system, and not of a page before it.",
  );
}

function originOf({ url }: Sending): string {
  return new URL(url).origin;
}
