import { MessageChannel, Worker } from "node:worker_threads";
import { answerCalls } from "../../server/node/workerLink.ts";
import type { HostRequests, WorkerStart } from "../../server/node/workerProtocol.ts";

const worker = new URL("../../server/node/worker.ts", import.meta.url);

/** The language server's real worker over a store. Nothing is sent for it, and no secret is known. */
export function startStoreThread(storePath: string): Worker {
  const { port1, port2: host } = new MessageChannel();
  const refused = () => Promise.reject(new Error("Nothing is sent in this test."));
  answerCalls<HostRequests, object>(port1, {
    send: refused,
    connect: refused,
    post: refused,
    receive: refused,
    close: refused,
    secret: async () => null,
  });
  port1.unref();
  const workerData: WorkerStart = { storePath, userConnections: "{}", trusted: true, standsBack: true, host };
  return new Worker(worker, { workerData, transferList: [host] });
}
