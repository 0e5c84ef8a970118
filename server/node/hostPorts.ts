import type { Cancellation } from "../src/base/cancellation.ts";
import { EvqError } from "../src/base/failure.ts";
import type { Ports } from "../src/base/ports.ts";
import { localPorts } from "./ports.ts";
import { WorkerCalls } from "./workerLink.ts";
import type { Call, Port } from "./workerLink.ts";
import type { HostRequests } from "./workerProtocol.ts";

/** What the language server's worker gives the core: what reaches other machines goes through the editor, which knows the user's proxy, certificates and secrets. */
export function hostPorts(host: Port): Ports {
  const calls = new WorkerCalls<HostRequests, object>(host, {});
  return {
    ...localPorts,
    secrets: { get: async (key) => (await calls.request("secret", key).result) ?? undefined },
    transport: {
      send: (request, cancellation) => unlessCancelled(calls.request("send", request), cancellation),
      connect: async (request, cancellation) => {
        const socket = await unlessCancelled(calls.request("connect", request), cancellation);
        const close = () => void calls.request("close", { socket }).result.catch(() => {});
        const forget = cancellation.onCancel(close);
        return {
          send: async (text) => void (await calls.request("post", { socket, text }).result),
          receive: async () => {
            const text = await calls.request("receive", { socket }).result;
            cancellation.check();
            return text ?? undefined;
          },
          close: () => {
            forget();
            close();
          },
        };
      },
    },
  };
}

/** Of a worker that is asked about the local store only: nothing is sent. */
export const localOnlyPorts: Ports = {
  ...localPorts,
  secrets: { get: () => Promise.resolve(undefined) },
  transport: { send: refuse, connect: refuse },
};

function refuse(): Promise<never> {
  return Promise.reject(new EvqError("source.not-connected", "Only the local store is asked here."));
}

async function unlessCancelled<T>({ result, cancel }: Call<T>, cancellation: Cancellation): Promise<T> {
  const forget = cancellation.onCancel(cancel);
  try {
    return await result;
  } finally {
    forget();
  }
}
