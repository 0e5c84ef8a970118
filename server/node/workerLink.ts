import type { Failure } from "../protocol/failure.ts";
import { CancellationSource } from "../src/base/cancellation.ts";
import type { Cancellation } from "../src/base/cancellation.ts";
import type { EvqError } from "../src/base/failure.ts";
import { fromFailure, toFailure } from "../src/base/failure.ts";
import type { WorkerNotifications, WorkerRequests } from "./workerProtocol.ts";

/** One end of a `MessageChannel`, a `Worker`, or a worker's `parentPort`. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
}

type Message =
  | { readonly type: "request"; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "result"; readonly id: number; readonly result: unknown }
  | { readonly type: "failure"; readonly id: number; readonly failure: Failure }
  | { readonly type: "notification"; readonly method: string; readonly params: unknown };

/** Methods with their params and results; an interface, so that its keys are known. */
type Table<R> = { readonly [M in keyof R]: { readonly params: unknown; readonly result: unknown } };

export type Notified<N = WorkerNotifications> = {
  readonly [M in keyof N]: (params: N[M]) => void;
};

export type Answers<R extends Table<R> = WorkerRequests> = {
  readonly [M in keyof R]: (params: R[M]["params"], cancellation: Cancellation) => Promise<R[M]["result"]>;
};

interface Outstanding {
  readonly resolve: (result: never) => void;
  readonly reject: (error: EvqError) => void;
}

/** The asking end: calls by method and the notifications that come in between. Both ends are ours and of one build, so messages are not checked. */
export class WorkerCalls<R extends Table<R> = WorkerRequests, N = WorkerNotifications> {
  readonly #port: Port;
  readonly #outstanding = new Map<number, Outstanding>();
  #lastId = 0;

  constructor(port: Port, notified: Notified<N>) {
    this.#port = port;
    port.on("message", (received) => {
      const message = received as Message;
      if (message.type === "notification")
        return (notified[message.method as keyof N] as (params: unknown) => void)(message.params);
      const call = this.#outstanding.get(message.id);
      this.#outstanding.delete(message.id);
      if (message.type === "result") call?.resolve(message.result as never);
      else if (message.type === "failure") call?.reject(fromFailure(message.failure));
    });
  }

  request<M extends keyof R & string>(method: M, params: R[M]["params"]): Call<R[M]["result"]> {
    const id = ++this.#lastId;
    const result = new Promise<R[M]["result"]>((resolve, reject) => this.#outstanding.set(id, { resolve, reject }));
    this.#send({ type: "request", id, method, params });
    return { result, cancel: () => this.#send({ type: "cancel", id }) };
  }

  /** The other end is gone: every call that waits fails with this. */
  fail(error: EvqError): void {
    const calls = [...this.#outstanding.values()];
    this.#outstanding.clear();
    for (const call of calls) call.reject(error);
  }

  #send(message: Message): void {
    this.#port.postMessage(message);
  }
}

export interface Call<T> {
  readonly result: Promise<T>;
  /** Says that nobody waits for it any more; it then fails with `cancelled` as soon as it notices. */
  cancel(): void;
}

/** The answering end; the answer is a function that notifies the other end. */
export function answerCalls<R extends Table<R> = WorkerRequests, N = WorkerNotifications>(
  port: Port,
  answers: Answers<R>,
): <M extends keyof N & string>(method: M, params: N[M]) => void {
  const send = (message: Message): void => port.postMessage(message);
  const running = new Map<number, CancellationSource>();
  port.on("message", (received) => {
    const message = received as Message;
    if (message.type === "cancel") running.get(message.id)?.cancel();
    if (message.type !== "request") return;
    const { id, method, params } = message;
    const wish = new CancellationSource();
    running.set(id, wish);
    answers[method as keyof R](params, wish)
      .then(
        (result) => send({ type: "result", id, result }),
        (thrown: unknown) => send({ type: "failure", id, failure: toFailure(thrown) }),
      )
      .finally(() => running.delete(id));
  });
  return (method, params) => send({ type: "notification", method, params });
}
