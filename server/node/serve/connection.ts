import type { RawData, WebSocket } from "ws";
import { CancellationSource } from "../../src/base/cancellation.ts";
import type { Service } from "../../src/serve/service.ts";

/** Requests of one client that are worked on at once; more wait in the client's own socket. */
const MOST_IN_FLIGHT = 64;
/** Bytes of replies that wait for a client; while there are more nothing is read from it. */
const MOST_WAITING = 8 * 1024 * 1024;
/** Milliseconds after which a client that does not take its replies is let go. */
const PATIENCE_MS = 60_000;

/** One client: its frames are answered as they come, and no faster than it takes the answers. */
export class ClientConnection {
  readonly #socket: WebSocket;
  readonly #service: Service;
  readonly #gone = new CancellationSource();
  readonly #idle: (() => void)[] = [];
  #inFlight = 0;
  #isEnding = false;
  #stalled: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, service: Service) {
    this.#socket = socket;
    this.#service = service;
    socket.on("message", (data, isBinary) => void this.#receive(data, isBinary));
    socket.on("error", () => {}); // a close follows
    socket.on("close", () => {
      clearTimeout(this.#stalled);
      this.#gone.cancel();
    });
  }

  /** Reads nothing more, waits until what was begun is answered, and says goodbye. */
  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    this.#socket.resume(); // else the other side's goodbye is never read
    this.#socket.close(1001, "the server stops");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #receive(data: RawData, isBinary: boolean): Promise<void> {
    if (this.#isEnding) return; // not begun, so not answered: the client has to ask again
    this.#inFlight++;
    this.#hold();
    try {
      const text = isBinary ? undefined : textOf(data);
      await this.#send(await this.#service.answer(text, this.#gone));
    } finally {
      this.#inFlight--;
      this.#hold();
      if (this.#inFlight === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** Resolves once the reply was taken, or the client is gone. */
  #send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState !== this.#socket.OPEN) return resolve();
      this.#socket.send(text, () => resolve());
    });
  }

  /** Reading stops while too much is under way; a client that never takes its replies is let go. */
  #hold(): void {
    const isFull = this.#inFlight >= MOST_IN_FLIGHT || this.#socket.bufferedAmount > MOST_WAITING;
    if (isFull && !this.#socket.isPaused) this.#socket.pause();
    if (!isFull && this.#socket.isPaused) this.#socket.resume();
    clearTimeout(this.#stalled);
    if (this.#socket.bufferedAmount > MOST_WAITING)
      this.#stalled = setTimeout(() => this.#socket.terminate(), PATIENCE_MS).unref();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return data instanceof ArrayBuffer ? Buffer.from(data).toString("utf8") : data.toString("utf8");
}
