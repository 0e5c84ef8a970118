import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import type { ProtocolConnection } from "vscode-languageserver/node";
import type { RunState } from "../../server/protocol/results.ts";
import { checkout } from "../host/checkout.ts";
import type { LoopDelay } from "./loopDelay.ts";

/** How long a process may take to do what takes it milliseconds, before the bench gives it up. */
const PATIENCE_MS = 20_000;

/** The language server as it ships, in a process of its own, asked over its standard streams as an editor does. */
export class EditorSession {
  readonly connection: ProtocolConnection;
  readonly #server: ChildProcess;
  #run: string | undefined;
  #runs = 0;

  private constructor(server: ChildProcess) {
    const { stdin, stdout } = server;
    if (!stdin || !stdout) throw new Error("the server has no standard streams");
    this.#server = server;
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  }

  static async open(store: string): Promise<EditorSession> {
    const measure = ["--import", join(import.meta.dirname, "loopDelay.ts")];
    const server = spawn(
      process.execPath,
      [...process.execArgv, ...measure, join(checkout, "dist/server.js"), "--stdio"],
      {
        env: { ...process.env, EVQ_STORE: store },
        stdio: ["pipe", "pipe", "inherit", "ipc"],
      },
    );
    const session = new EditorSession(server);
    const { connection } = session;
    connection.onRequest("workspace/configuration", () => [{}]);
    connection.onNotification("evq/run/progress", (state: RunState) => void session.#goOn(state));
    connection.listen();
    await soon("greeting", connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} }));
    await connection.sendNotification("initialized", {});
    await session.ask("evq/store/summary", {});
    return session;
  }

  ask<T>(method: string, params: object): Promise<T> {
    return soon(method, this.connection.sendRequest<T>(method, params));
  }

  async openDocument(uri: string, text: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "evq", version: 0, text },
    });
  }

  /** A message to the server and back that asks nothing of it: what the machine itself takes. */
  async nothing(): Promise<void> {
    await soon(
      "nothing",
      this.connection.sendRequest("evq/nothing", {}).catch(() => undefined),
    );
  }

  /** Starts the query of a document that is open, and starts it again whenever it is over. */
  async keepRunning(uri: string): Promise<void> {
    const { runId } = await this.ask<RunState>("evq/run/start", { uri, position: { line: 0, character: 0 } });
    this.#runs++;
    this.#run = runId;
    this.#again = () => this.keepRunning(uri);
  }

  /** Ends what `keepRunning` began; how many runs there were. */
  async stopRunning(): Promise<number> {
    const [run, runs] = [this.#run, this.#runs];
    [this.#run, this.#runs] = [undefined, 0];
    if (run !== undefined) await this.ask("evq/run/close", { runId: run });
    return runs;
  }

  /** How late the server's timers were since it was last asked. */
  async loopDelay(): Promise<LoopDelay> {
    const answer = once(this.#server, "message");
    this.#server.send("delay");
    const [delay] = (await soon("the delay", answer)) as [LoopDelay];
    return delay;
  }

  /** The most memory that the process with its worker ever had, in bytes; undefined but on Linux. */
  peakMemory(): number | undefined {
    if (process.platform !== "linux") return undefined;
    const status = readFileSync(`/proc/${this.#server.pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024;
  }

  /** Milliseconds that the thread that answers has been computing; undefined but on Linux. */
  computedMs(): number | undefined {
    if (process.platform !== "linux") return undefined;
    const { pid } = this.#server;
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ").map(Number);
    return nanoseconds === undefined ? undefined : nanoseconds / 1e6;
  }

  close(): void {
    this.#server.kill("SIGKILL");
  }

  #again: () => Promise<void> = () => Promise.resolve();

  async #goOn({ runId, phase, failure }: RunState): Promise<void> {
    if (runId !== this.#run || phase === "running") return;
    if (phase === "failed") throw new Error(`the long query failed: ${failure?.message}`);
    this.#run = undefined;
    await this.ask("evq/run/close", { runId });
    await this.#again();
  }
}

function soon<T>(what: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer after ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
