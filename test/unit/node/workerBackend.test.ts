import { EventEmitter } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import type { RunState } from "../../../server/protocol/results.ts";
import { CancellationSource } from "../../../server/src/base/cancellation.ts";
import { EvqError } from "../../../server/src/base/failure.ts";
import { openWorkerBackend } from "../../../server/node/workerBackend.ts";
import type { Thread } from "../../../server/node/workerThread.ts";
import { answerCalls } from "../../../server/node/workerLink.ts";
import type { Answers } from "../../../server/node/workerLink.ts";
import type { WorkerNotifications, WorkerRequests } from "../../../server/node/workerProtocol.ts";

const state: RunState = {
  runId: "1",
  title: "",
  text: "",
  phase: "running",
  columns: [],
  rowCount: 0,
  elapsedMs: 0,
  notes: [],
};
const ports: { close(): void }[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

/** A backend over a worker that is a message channel in this thread, with some of its answers. */
function backendOver(answers: Partial<Answers>) {
  const threads: {
    readonly life: EventEmitter;
    readonly notify: ReturnType<typeof answerCalls<WorkerRequests, WorkerNotifications>>;
  }[] = [];
  const seen: RunState[] = [];
  const refuse = () => Promise.reject(new Error("not in this test"));
  const start = (): Thread => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    const all = new Proxy(answers as Answers, { get: (table, method: keyof Answers) => table[method] ?? refuse });
    const life = new EventEmitter();
    threads.push({ life, notify: answerCalls(port2, all) });
    return Object.assign(port1, {
      once: life.once.bind(life),
      terminate: async () => 0,
    }) as unknown as Thread;
  };
  const backend = openWorkerBackend(start, { runChanged: (changed) => seen.push(changed), storeChanged: () => {} }, 20);
  return { backend, threads, seen };
}

test("a result and a failure come back as they were", async () => {
  const { backend } = backendOver({
    connections: async () => [{ name: "local", kind: "local", connected: true }],
    "log/delete": async () => {
      throw new EvqError("store.locked", "It is locked.", "Wait.");
    },
  });
  expect(await backend.connections()).toEqual([{ name: "local", kind: "local", connected: true }]);
  await expect(backend.logs.delete("a")).rejects.toMatchObject({
    code: "store.locked",
    wayOut: { text: "Wait." },
  });
});

test("a worker that dies fails what waits, ends its runs, and the next call starts another", async () => {
  let calls = 0;
  const { backend, threads, seen } = backendOver({
    "run/start": async () => state,
    connections: () => (++calls > 1 ? Promise.resolve([]) : new Promise(() => {})),
  });
  await backend.runs.start({ text: "", query: 0, parameters: {}, timeZone: "UTC" });
  threads[0]!.notify("run/changed", state);
  const waiting = backend.connections();
  await backend.runs.start({ text: "", query: 0, parameters: {}, timeZone: "UTC" });
  threads[0]!.life.emit("error", new Error("out of memory"));
  threads[0]!.life.emit("exit", 1);
  await expect(waiting).rejects.toMatchObject({ code: "internal", message: expect.stringContaining("out of memory") });
  expect(seen.map(({ phase }) => phase)).toEqual(["running", "failed"]);
  expect(await backend.connections()).toEqual([]);
  expect(threads).toHaveLength(2);
});

test("a run of a worker that is gone is gone, and never taken for one of the next worker", async () => {
  const { backend, threads } = backendOver({ "run/start": async () => state, "run/state": async () => state });
  const start = () => backend.runs.start({ text: "", query: 0, parameters: {}, timeZone: "UTC" });
  const first = await start();
  expect(await backend.runs.state(first.runId)).toEqual(first);
  threads[0]!.life.emit("exit", 1);
  const second = await start();
  expect(second.runId).not.toBe(first.runId);
  await expect(backend.runs.state(first.runId)).rejects.toMatchObject({ code: "result.gone" });
  await backend.runs.cancel(first.runId);
  expect(await backend.runs.state(second.runId)).toEqual(second);
});

test("a worker that cannot hear a cancellation is stopped", async () => {
  const { backend, threads, seen } = backendOver({
    "run/start": async () => state,
    "run/cancel": () => new Promise(() => {}),
  });
  const { runId } = await backend.runs.start({ text: "", query: 0, parameters: {}, timeZone: "UTC" });
  threads[0]!.notify("run/changed", state);
  await backend.runs.cancel(runId);
  expect(seen.map(({ phase }) => phase)).toEqual(["running", "cancelled"]);
});

test("an import's progress comes back, and its cancellation goes there", async () => {
  const cancellation = new CancellationSource();
  const progress: number[] = [];
  const { backend, threads } = backendOver({
    "log/import": async ({ import: number }, wish) => {
      for (let appended = 0; ; appended++) {
        wish.check();
        threads[0]!.notify("import/progress", {
          import: number,
          progress: { bytesRead: 0, appended, badCount: 0 },
        });
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  });
  const report = backend.logs.import(
    { file: "f", log: "l", mapping: {} },
    {
      cancellation,
      progress: ({ appended }) => {
        progress.push(appended);
        if (appended === 3) cancellation.cancel();
      },
    },
  );
  await expect(report).rejects.toMatchObject({ code: "cancelled" });
  expect(progress.slice(0, 4)).toEqual([0, 1, 2, 3]);
});

test("while a query runs, what an import asks first is answered by a second worker, which ends with the query", async () => {
  let summaries = 0;
  const { backend, threads, seen } = backendOver({
    "run/start": async () => state,
    close: async () => null,
    "log/summary": async () => ({ path: `${++summaries}`, logs: [], problems: [] }),
  });
  await backend.logs.summary();
  expect(threads).toHaveLength(1);
  await backend.runs.start({ text: "", query: 0, parameters: {}, timeZone: "UTC" });
  await backend.logs.summary();
  await backend.logs.summary();
  expect(threads).toHaveLength(2);
  threads[0]!.notify("run/changed", { ...state, phase: "done" });
  await expect.poll(() => seen.at(-1)?.phase).toBe("done");
  await backend.logs.summary();
  await backend.runs.start({ text: "", query: 0, parameters: {}, timeZone: "UTC" });
  await backend.logs.summary();
  expect(threads).toHaveLength(3);
});

test("a worker that is started anew has the connections that were declared since", async () => {
  const told: string[] = [];
  const { backend, threads } = backendOver({
    connections: async () => [],
    "connection/declare": async ({ userConnections }) => {
      told.push(`${threads.length} ${userConnections}`);
      return null;
    },
  });
  await backend.declareConnections("a");
  await backend.connections();
  await backend.declareConnections("b");
  threads[0]!.life.emit("exit", 1);
  await backend.connections();
  expect(told).toEqual(["1 a", "1 b", "2 b"]);
});
