import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import type { ProtocolConnection } from "vscode-languageserver/node";
import type { RunState } from "../../server/protocol/results.ts";
import { checkout } from "../host/checkout.ts";
import { runNode } from "../host/processes.ts";
import { writeEvents } from "./events.ts";

/** Letters typed in each of the two rounds, and the pause between two of them: a fast typist's. */
const KEYS = 400;
const PAUSE_MS = 60;
const EVENTS = 300_000;
/** What a keystroke may take from the change to the last answer about it, in 99 of 100 cases. */
const GOAL_MS = 20;

const uri = "file:///typing.evq";
const slow = `from ${Array.from({ length: 8 }, () => "local.typing").join(", ")}\norder by payload.user, payload.session\n`;
/** Forty queries, so that the document is not a toy; what is typed stands at its end. */
const document = Array.from(
  { length: 40 },
  (_, at) =>
    `//# Query ${at}\nfrom local.typing\nduring @2024-01\nwhere event_type = "a${at}" and payload.n > ${at}\nreduce count() as n by bin(timestamp, 1h), actor\norder by n desc\n`,
).join("\n");
const typed = `\nfrom local.typing where event_type = "order.placed" and payload.total >= 12 reduce count() by actor\n`;

/**
 * Types into the real language server over its standard streams, first while nothing runs, then while a long query runs
 * in its worker, and prints how long a keystroke takes: from the change to the answers that an editor asks for with it.
 * @returns whether the goal was reached
 */
export async function benchTyping(folder: string): Promise<boolean> {
  const store = join(folder, "typing-store");
  const events = join(folder, `events-${EVENTS}.ndjson`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(events)) writeEvents(events, EVENTS);
  if (!existsSync(store)) await runNode("dist/cli.js", ["import", events, "--into", "typing", "--store", store]);

  const server = spawn(process.execPath, [join(checkout, "dist/server.js"), "--stdio"], {
    env: { ...process.env, EVQ_STORE: store },
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const connection = await greet(server);
    await openDocument(connection);
    const idle = await type(connection);
    const running = await startSlow(connection);
    const busy = await type(connection);
    const state = await connection.sendRequest<RunState>("evq/run/state", { runId: running });
    print("nothing runs", idle);
    print("a long query runs", busy);
    if (state.phase !== "running")
      throw new Error(`the long query was over too soon: ${state.failure?.message ?? state.phase}`);
    const reached = percentile(busy, 99) < GOAL_MS;
    console.log(`p99 below ${GOAL_MS} ms while a query runs: ${reached ? "yes" : "NO"}`);
    return reached;
  } finally {
    server.kill("SIGKILL");
  }
}

async function greet(server: ChildProcess): Promise<ProtocolConnection> {
  const { stdin, stdout } = server;
  if (!stdin || !stdout) throw new Error("the server has no standard streams");
  const connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  connection.onRequest("workspace/configuration", () => [{}]);
  connection.listen();
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification("initialized", {});
  return connection;
}

async function openDocument(connection: ProtocolConnection): Promise<void> {
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "evq", version: 0, text: document },
  });
  // The first answers compile the code and wait for the catalog; nobody types before that.
  for (const character of typed) await keystroke(connection, character);
}

async function startSlow(connection: ProtocolConnection): Promise<string> {
  const other = "file:///slow.evq";
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri: other, languageId: "evq", version: 1, text: slow },
  });
  const { runId } = await connection.sendRequest<RunState>("evq/run/start", {
    uri: other,
    position: { line: 0, character: 0 },
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return runId;
}

async function type(connection: ProtocolConnection): Promise<readonly number[]> {
  const times: number[] = [];
  while (times.length < KEYS) {
    for (const character of typed) {
      if (times.length >= KEYS) break;
      times.push(await keystroke(connection, character));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return times;
}

let version = 0;
let line = document.split("\n").length - 1;
let character = 0;

/** One letter at the end of the document, and what an editor asks for after it; milliseconds until all is answered. */
async function keystroke(connection: ProtocolConnection, letter: string): Promise<number> {
  const began = performance.now();
  const position = { line, character };
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: ++version },
    contentChanges: [{ range: { start: position, end: position }, text: letter }],
  });
  if (letter === "\n") [line, character] = [line + 1, 0];
  else character++;
  const about = { textDocument: { uri } };
  await Promise.all([
    connection.sendRequest("textDocument/completion", { ...about, position: { line, character } }),
    connection.sendRequest("textDocument/semanticTokens/full", about),
  ]);
  return performance.now() - began;
}

function print(what: string, times: readonly number[]): void {
  const at = [50, 95, 99, 100].map((part) => `p${part} ${percentile(times, part).toFixed(1)}`.padStart(12));
  console.log(`${what.padEnd(20)}${at.join("")}   ms over ${times.length} keystrokes`);
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((part / 100) * sorted.length) - 1)] ?? 0;
}
