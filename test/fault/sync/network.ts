import { EvqError } from "../../../server/src/base/failure.ts";
import type { HttpResponse, Ports } from "../../../server/src/base/ports.ts";
import { Shown, answer } from "./answers.ts";
import type { Asked } from "./answers.ts";
import { BEGINNING } from "./world.ts";
import type { System, WorldEvent } from "./world.ts";

/** A share of all requests goes wrong. */
const FAULTS = 0.08;
const TOKEN_LIFE = 3_600_000;

/** A fault that a client meets; `retryAfter` in seconds. */
type Fault = { readonly status: number; readonly retryAfter?: number } | "timeout" | "reset" | "cut";

/** The network to one simulated system, on a clock that moves by what is done: nothing waits. */
export class Network {
  now = BEGINNING;
  /** Requests that reached the system, those included that went wrong. */
  requests = 0;
  readonly #system: System;
  readonly #events: readonly WorldEvent[];
  readonly #random: () => number;
  readonly #isWrapped: boolean;
  readonly #faults: number;
  #tokenUntil = 0;

  constructor(system: System, events: readonly WorldEvent[], random: () => number, faults = FAULTS) {
    this.#system = system;
    this.#events = events;
    this.#random = random;
    this.#isWrapped = random() < 0.5;
    this.#faults = faults;
  }

  get ports(): Pick<Ports, "clock" | "timer" | "transport" | "secrets"> {
    return {
      clock: { now: () => BigInt(Math.round(this.now * 1000)), elapsed: () => this.now },
      timer: {
        random: this.#random,
        wait: async (milliseconds, cancellation) => {
          cancellation.check();
          this.now += milliseconds;
        },
      },
      transport: {
        send: async ({ url, headers, body = "" }) => this.#http(new URL(url), headers, body),
        connect: async () => {
          const waiting: (string | undefined)[] = [];
          return {
            send: async (text) => void waiting.push(this.#frame(text)),
            receive: async () => waiting.shift(),
            close: () => {},
          };
        },
      },
      secrets: { get: async () => "s3cret-value" },
    };
  }

  #http(url: URL, headers: Readonly<Record<string, string>>, body: string): HttpResponse {
    const isToken = url.pathname.endsWith("/token");
    const fault = this.#step();
    if (fault === "timeout" || fault === "reset")
      throw new EvqError("source.unreachable", `${fault} of the simulation`);
    const date = new Date(this.now);
    const answered = (status: number, text: string, more: Record<string, string> = {}): HttpResponse => ({
      status,
      headers: { date: date.toUTCString(), ...more },
      body: text,
    });
    if (typeof fault === "object") {
      const { status, retryAfter } = fault;
      const until = retryAfter === undefined ? undefined : new Date(this.now + retryAfter * 1000).toUTCString();
      const wish = this.#random() < 0.5 ? String(retryAfter) : (until ?? "");
      return answered(status, "simulated", retryAfter === undefined ? {} : { "retry-after": wish });
    }
    if (isToken) {
      this.#tokenUntil = this.now + TOKEN_LIFE;
      return answered(200, JSON.stringify({ access_token: `token-${this.requests}-0123456789` }));
    }
    const isRenewable = this.#system === "akeneo" && headers["X-PIM-TOKEN"] !== undefined;
    if (isRenewable && this.now > this.#tokenUntil) return answered(401, "expired");
    const text = JSON.stringify(this.#answer({ url, body }));
    return answered(200, fault === "cut" ? text.slice(0, text.length / 2) : text);
  }

  /** A reply to a frame; undefined where the connection breaks off. */
  #frame(text: string): string | undefined {
    const fault = this.#step();
    const { requestId } = JSON.parse(text) as { readonly requestId: string };
    if (fault === "timeout" || fault === "reset") return undefined;
    if (typeof fault === "object") return JSON.stringify({ requestId, success: false, error: `${fault.status}` });
    const data = this.#answer({ url: new URL("ws://host/"), body: text });
    const reply = JSON.stringify({ requestId, success: true, data, timestamp: new Date(this.now).toISOString() });
    return fault === "cut" ? reply.slice(0, reply.length / 2) : reply;
  }

  /** For a client that asks without a protocol in between; throws what goes wrong. */
  ask(asked: Asked): unknown {
    const fault = this.#step();
    if (fault !== undefined) throw new Error("simulated");
    return this.#answer(asked);
  }

  #answer(asked: Asked): unknown {
    return answer(this.#system, asked, new Shown(this.#events, this.now, this.#random), this.#isWrapped);
  }

  #step(): Fault | undefined {
    this.requests++;
    this.now += 50 + this.#random() * 400;
    if (this.#random() >= this.#faults) return undefined;
    const kind = this.#random();
    if (kind < 0.2) {
      this.now += 30_000;
      return "timeout";
    }
    if (kind < 0.45) return { status: 500 };
    if (kind < 0.65) return { status: 429, retryAfter: Math.ceil(this.#random() * 20) };
    return kind < 0.85 ? "cut" : "reset";
  }
}
