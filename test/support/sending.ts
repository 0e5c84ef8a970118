import { neverCancelled } from "../../server/src/base/cancellation.ts";
import type { Cancellation } from "../../server/src/base/cancellation.ts";
import { EvqError } from "../../server/src/base/failure.ts";
import type { HttpRequest, HttpResponse, Ports } from "../../server/src/base/ports.ts";
import { Outbox } from "../../server/src/engine/sending/outbox.ts";
import type { OutboxSettings } from "../../server/src/engine/sending/outbox.ts";

export type Reply =
  EvqError | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> };

export const ADDRESS = "https://api.example.com";

/** An outbox over a system that gives the listed replies, on a clock that moves only by waiting. */
export function sendingTo(replies: readonly Reply[], more: Partial<OutboxSettings> = {}, secret = "s3cr3t-value") {
  const sent: HttpRequest[] = [];
  const waited: number[] = [];
  const told: string[] = [];
  let elapsed = 0;
  const ports: Pick<Ports, "clock" | "timer" | "transport" | "secrets"> = {
    clock: { now: () => 1_704_153_600_000_000n + BigInt(elapsed) * 1000n, elapsed: () => elapsed },
    timer: {
      random: () => 0.5,
      wait: async (milliseconds, cancellation) => {
        cancellation.check();
        waited.push(milliseconds);
        elapsed += milliseconds;
      },
    },
    transport: {
      send: async (request): Promise<HttpResponse> => {
        sent.push(request);
        const reply = replies[sent.length - 1] ?? { status: 200, body: "end" };
        if (reply instanceof EvqError) throw reply;
        return { body: "", headers: {}, ...reply };
      },
      connect: () => Promise.reject(new Error("no socket in this test")),
    },
    secrets: { get: async ({ name }) => (name === "secret" ? secret : undefined) },
  };
  const outbox = new Outbox(ports, {
    connection: "erp",
    addresses: [ADDRESS],
    allowInsecure: false,
    allowPrivate: false,
    timeoutMs: 30_000,
    secrets: { secret: { origin: ADDRESS } },
    ...more,
  });
  const senderFor = (cancellation: Cancellation = neverCancelled) =>
    outbox.senderFor({ cancellation, status: (waiting) => waiting && told.push(waiting.text) });
  return { outbox, sender: senderFor(), senderFor, sent, waited, told };
}
