import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import type { ClientOptions } from "ws";
import type { CommandLine } from "./cli.ts";

/** A reply in Codebolt's envelope, as `JSON.parse` gives it. */
export interface Answer {
  readonly type: string;
  readonly requestId: string | null;
  readonly success: boolean;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly message?: string;
  readonly error?: string;
  readonly timestamp: string;
}

/** An `evq serve` process. */
export interface ServedStore {
  readonly url: string;
  readonly process: ChildProcessWithoutNullStreams;
  /** All that it wrote until now. */
  readonly said: { out: string; err: string };
  /** Resolves with its exit code, null when it was killed. */
  readonly ended: Promise<number | null>;
}

/** Starts the server and waits until it listens. */
export async function serveStore(cli: CommandLine, words: readonly string[]): Promise<ServedStore> {
  const process = await cli.spawn(["serve", ...words]);
  const said = { out: "", err: "" };
  process.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  const ended = new Promise<number | null>((resolve) => process.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    process.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.out += text;
      const [, found] = /^listening (ws:\/\/127\.0\.0\.1:\d+\/codebolt)\n/.exec(said.out) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then((code) => reject(new Error(`evq serve ended with ${code}: ${said.out}${said.err}`)));
  });
  return { url, process, said, ended };
}

/** A client over a real WebSocket; what waits when the connection ends is rejected. */
export class ServeClient {
  readonly socket: WebSocket;
  readonly #waiting = new Map<string, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  /** Replies that no request asked for. */
  readonly unasked: Answer[] = [];
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      const answer = JSON.parse((data as Buffer).toString("utf8")) as Answer;
      const waiting = this.#waiting.get(answer.requestId ?? "");
      this.#waiting.delete(answer.requestId ?? "");
      if (waiting) waiting.resolve(answer);
      else this.unasked.push(answer);
    });
    socket.on("error", () => {}); // a close follows
    this.closed = new Promise((resolve) =>
      socket.on("close", (code) => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`closed with ${code}`));
        this.#waiting.clear();
        resolve(code);
      }),
    );
  }

  static open(url: string, options: ClientOptions = {}): Promise<ServeClient> {
    const socket = new WebSocket(url, options);
    return new Promise((resolve, reject) => {
      const client = new ServeClient(socket);
      socket.once("open", () => resolve(client));
      socket.once("error", reject);
    });
  }

  ask(type: string, params: unknown = {}): Promise<Answer> {
    const requestId = randomUUID();
    return new Promise((resolve, reject) => {
      this.#waiting.set(requestId, { resolve, reject });
      this.socket.send(JSON.stringify({ type: `eventLog.${type}`, requestId, params }));
    });
  }
}

/** The status with which a connection is refused; 101 when it is taken. */
export function statusOf(url: string, options: ClientOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    socket.on("error", reject);
    socket.on("unexpected-response", (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.on("open", () => {
      socket.close();
      resolve(101);
    });
  });
}
