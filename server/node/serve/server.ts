import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { EvqError } from "../../src/base/failure.ts";
import type { Service } from "../../src/serve/service.ts";
import { PATH, refusalOf } from "./admission.ts";
import type { Admission } from "./admission.ts";
import { ClientConnection } from "./connection.ts";
import { QueryThread } from "./queryThread.ts";

export interface ServeOptions extends Admission {
  /** 0 for one that is free. */
  readonly port: number;
}

/** A server that takes clients. */
export interface Serving {
  /** Where it listens, without the token. */
  readonly url: string;
  /** Takes nobody and nothing more, answers what was begun, and resolves when everyone is gone. */
  stop(): Promise<void>;
}

const ADDRESS = "127.0.0.1";
/** Bytes of a frame at most; who sends a larger one is closed with 1009. */
const LARGEST_FRAME = 16 * 1024 * 1024;
const MOST_CLIENTS = 256;
/** Milliseconds that clients have to say goodbye. */
const GOODBYE_MS = 2000;

/**
 * Serves Codebolt's event-log API over a store on a loopback WebSocket. The service answers here, but for queries, which
 * run in a thread of their own.
 * @throws EvqError `serve.failed` when the port cannot be had
 */
export async function serveStore(service: Service, storePath: string, options: ServeOptions): Promise<Serving> {
  const queries = new QueryThread(storePath);
  const serving = await startServer(service.passingQueriesTo(queries.answer.bind(queries)), options);
  queries.warm();
  return {
    url: serving.url,
    stop: async () => {
      await serving.stop();
      await queries.close();
    },
  };
}

async function startServer(service: Service, options: ServeOptions): Promise<Serving> {
  const http = createServer((_request, response) => {
    response.writeHead(426, { "content-type": "text/plain; charset=utf-8", upgrade: "websocket" });
    response.end(`Open a WebSocket at ${PATH}.\n`);
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME, perMessageDeflate: false });
  const clients = new Set<ClientConnection>();
  const port = await listen(http, options.port);
  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const refusal = refusalOf(request, port, options);
    if (refusal) return refuse(socket, refusal.status, refusal.reason);
    if (clients.size >= MOST_CLIENTS) return refuse(socket, 503, `there are ${MOST_CLIENTS} clients already`);
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      const client = new ClientConnection(accepted, service);
      clients.add(client);
      accepted.on("close", () => clients.delete(client));
    });
  });
  return {
    url: `ws://${ADDRESS}:${port}${PATH}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      await Promise.all([...clients].map((client) => client.end()));
      const timer = setTimeout(() => {
        for (const client of clients) client.terminate();
      }, GOODBYE_MS);
      http.closeIdleConnections();
      await closed;
      clearTimeout(timer);
    },
  };
}

function listen(http: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const taken = code === "EADDRINUSE";
      reject(
        new EvqError(
          "serve.failed",
          taken ? `Port ${port} is taken by another program.` : `Port ${port} could not be had: ${message}.`,
          "Choose another with --port, or leave it out for one that is free.",
        ),
      );
    });
    http.listen(port, ADDRESS, () => resolve((http.address() as AddressInfo).port));
  });
}

function refuse(socket: Duplex, status: number, reason: string): void {
  const names: Readonly<Record<number, string>> = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    503: "Service Unavailable",
  };
  const body = `${reason}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${names[status] ?? ""}\r\ncontent-type: text/plain; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
