import { EvqError } from "../../base/failure.ts";
import type { Socket } from "../../base/ports.ts";
import { readRecords } from "../record.ts";
import type { ListPlace, RecordAnswer } from "../record.ts";
import type { Sender } from "../sender.ts";
import { unreadableAnswer } from "../unreadable.ts";

/** Times that a question is asked again on a new connection when the old one broke off. */
const MOST_RECONNECTS = 3;

const EVENTS: readonly ListPlace[] = [["data", "result", "events"]];

/** One connection for the length of a scan, opened anew when it breaks off; a reply is known by its request's id only. */
export class CodeboltSession {
  readonly #connection: string;
  readonly #url: string;
  readonly #sender: Sender;
  #socket: Socket | undefined;

  constructor(connection: string, url: string, sender: Sender) {
    this.#connection = connection;
    this.#url = url;
    this.#sender = sender;
  }

  /** Asks something that may be asked twice. */
  async ask(type: string, params: object): Promise<RecordAnswer> {
    for (let reconnects = 0; ; reconnects++) {
      try {
        return await this.#exchange(type, params);
      } catch (thrown) {
        this.close();
        const isBroken = thrown instanceof EvqError && thrown.code === "source.unreachable";
        if (!isBroken || reconnects >= MOST_RECONNECTS) throw thrown;
      }
    }
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #exchange(type: string, params: object): Promise<RecordAnswer> {
    const socket = (this.#socket ??= await this.#open());
    const requestId = uuid(() => this.#sender.random());
    await socket.send(JSON.stringify({ type, requestId, params }));
    for (;;) {
      const text = await socket.receive();
      if (text === undefined)
        throw new EvqError(
          "source.unreachable",
          `${this.#connection} closed the connection before it answered.`,
          "Try again; look at the server's own log if it stays.",
        );
      const reply = readRecords(this.#connection, text, EVENTS);
      if (!(reply.envelope instanceof Map)) throw unreadableAnswer(this.#connection, "it is no object");
      // Whatever else the server has to tell is not for us.
      if (reply.envelope.get("requestId") === requestId) return reply;
    }
  }

  async #open(): Promise<Socket> {
    const url = new URL("codebolt", this.#url.endsWith("/") ? this.#url : `${this.#url}/`);
    url.searchParams.set("id", `evq-${uuid(() => this.#sender.random())}`);
    const token = await this.#sender.secretIfAny("secret");
    return this.#sender.connect(url.href, token === undefined ? {} : { authorization: `Bearer ${token}` });
  }
}

/** A version 4 UUID (RFC 9562). */
function uuid(random: () => number): string {
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (letter) => {
    const digit = Math.floor(random() * 16);
    return (letter === "x" ? digit : (digit & 3) | 8).toString(16);
  });
}
