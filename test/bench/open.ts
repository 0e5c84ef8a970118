import { existsSync } from "node:fs";
import type { RunState } from "../../server/protocol/results.ts";
import { EditorSession } from "./editorSession.ts";

const uri = "file:///open.evq";
const GOAL_MS = 500;
const GOAL_MB = 300;
const TICK_MS = 2;
/** What is asked after the first query: pages, reduces, and one of them again once it is warm. */
const LATER = [
  "latest 100",
  "reduce count() by event_type",
  "reduce count() by event_type, bin(timestamp, 1h) as hour",
  "where payload.duration is not null reduce avg(payload.duration) by event_type",
  "where payload.duration is not null reduce avg(payload.duration) by event_type",
  "order by timestamp desc offset 500000 limit 50",
];

/**
 * A window that opens: the language server in a fresh process over a store that `bench -- store` has loaded, its first
 * query and some more, and the memory of its process and worker at its highest.
 * @returns whether the goals of the first query were reached
 */
export async function benchOpen(store: string): Promise<boolean> {
  if (!existsSync(store)) throw new Error(`${store} is not there: run the store benchmark with that many events first`);
  const began = performance.now();
  const session = await EditorSession.open(store);
  try {
    await session.openDocument(uri, ["latest 10", ...LATER].map((query) => `from local.app ${query}`).join("\n\n"));
    print("the process, its worker and the greeting", performance.now() - began, session);
    const first = await timed(session, 0);
    const megabytes = print("latest 10, the first query", first, session);
    for (const [at, query] of LATER.entries()) print(query, await timed(session, (at + 1) * 2), session);
    const reached = first < GOAL_MS && megabytes < GOAL_MB;
    console.log(`first query within ${GOAL_MS} ms and ${GOAL_MB} MB: ${reached ? "yes" : "NO"}`);
    return reached;
  } finally {
    session.close();
  }
}

/** Milliseconds until the query on a line has all its rows. */
async function timed(session: EditorSession, line: number): Promise<number> {
  const began = performance.now();
  let state = await session.ask<RunState>("evq/run/start", { uri, position: { line, character: 0 } });
  while (state.phase === "running") {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    state = await session.ask<RunState>("evq/run/state", { runId: state.runId });
  }
  if (state.failure) throw new Error(state.failure.message);
  return performance.now() - began;
}

function print(what: string, milliseconds: number, session: EditorSession): number {
  const megabytes = (session.peakMemory() ?? 0) / 1e6;
  console.log(`${what.padEnd(80)}${milliseconds.toFixed(0).padStart(7)} ms${megabytes.toFixed(0).padStart(7)} MB`);
  return megabytes;
}
