import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** One request as a test server got it. */
export interface Served {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a server does to one request instead of answering as it should, or to its answer. */
export type Fault =
  | "429 seconds"
  | "429 date"
  | "500"
  | "503"
  | "401"
  | "403"
  | "html"
  /** The connection breaks off in the middle of an answer. */
  | "cut"
  /** Half of an answer, as if that were all. */
  | "cut JSON"
  | "reset"
  | "hang"
  | "drip"
  | "bomb"
  | "elsewhere";

/** A test server on loopback that answers as one system does, strictly, and misbehaves when it is told to. */
export class SourceServer {
  /** What happens to the next requests, in order; undefined and beyond the end: nothing. */
  faults: (Fault | undefined)[] = [];
  readonly requests: Served[] = [];
  /** Sockets that are open now: a request that was taken back leaves none. */
  open = 0;
  packs = false;
  /** Whether the same request gets the answer of the first time, so that what is measured is not the server. */
  remembers = false;
  readonly #answers = new Map<string, Answer>();
  readonly #server: Server;
  readonly #answer: (request: Served) => Answer;

  private constructor(answer: (request: Served) => Answer) {
    this.#answer = answer;
    this.#server = createServer((request, response) => {
      this.open++;
      response.on("close", () => this.open--);
      void this.#serve(request, response);
    });
  }

  static async start(answer: (request: Served) => Answer): Promise<SourceServer> {
    const server = new SourceServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  forget(): void {
    this.faults = [];
    this.requests.length = 0;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const served: Served = {
      method: request.method ?? "",
      url: new URL(request.url ?? "/", this.url),
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    if (this.remembers) return this.#send(response, this.#remembered(served));
    this.requests.push(served);
    const fault = this.faults.shift();
    if (fault === undefined) return this.#send(response, this.#answer(served));
    this.#fail(fault, served, response);
  }

  #remembered(served: Served): Answer {
    const key = `${served.method} ${served.url.href} ${served.body}`;
    const known = this.#answers.get(key) ?? this.#answer(served);
    this.#answers.set(key, known);
    return known;
  }

  #send(response: ServerResponse, { status, body, headers }: Answer): void {
    const packed = this.packs ? gzipSync(body) : body;
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(packed),
      ...(this.packs && { "content-encoding": "gzip" }),
      ...headers,
    });
    response.end(packed);
  }

  #fail(fault: Fault, served: Served, response: ServerResponse): void {
    const plain = (status: number, body: string, headers = {}) => this.#send(response, { status, body, headers });
    switch (fault) {
      case "429 seconds":
        return plain(429, "slow down", { "retry-after": "3" });
      case "429 date": {
        const now = Math.floor(Date.now() / 1000) * 1000;
        const [date, later] = [now, now + 3000].map((at) => new Date(at).toUTCString());
        return plain(429, "slow down", { date, "retry-after": later });
      }
      case "500":
      case "503":
      case "401":
      case "403":
        return plain(Number(fault), JSON.stringify({ detail: `fault ${fault}` }));
      case "html":
        return plain(200, "<!doctype html><title>Sign in</title>", { "content-type": "text/html" });
      case "cut": {
        const { body } = this.#answer(served);
        response.writeHead(200, { "content-length": Buffer.byteLength(body) + 10 });
        response.write(body.slice(0, body.length / 2), () => response.destroy());
        return;
      }
      case "cut JSON": {
        const { body } = this.#answer(served);
        return plain(200, body.slice(0, body.length / 2));
      }
      case "reset":
        response.destroy();
        return;
      case "hang":
        return;
      case "drip":
        response.writeHead(200);
        response.write("[");
        return;
      case "bomb":
        response.writeHead(200, { "content-encoding": "gzip" });
        response.end(gzipSync(Buffer.alloc(20_000_000, "[")));
        return;
      case "elsewhere":
        return plain(302, "", { location: "http://127.0.0.1:9/stolen" });
    }
  }
}
