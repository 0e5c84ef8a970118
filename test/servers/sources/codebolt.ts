import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

export interface CodeboltEvent {
  readonly id: string;
  readonly instanceId: string;
  readonly stream_id: string | null;
  readonly event_type: string | null;
  readonly payload: unknown;
  readonly metadata: unknown;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly sequence_number: number | null;
}

/** What the vendor does not document: the readings of it, each of which a client must be right under. */
export interface CodeboltReading {
  readonly times: "iso" | "epoch";
  /** A larger limit is cut to this without a word. */
  readonly largestLimit: number;
  readonly total: "before limit" | "after limit";
  readonly ties: "stable" | "unstable";
}

/** What happens to the next queries instead of an answer. */
export type CodeboltFault = "close" | "no json" | "silence" | "other frames" | "refuse";

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: never;
}

const TESTS: Readonly<Record<string, (value: never, wanted: never) => boolean>> = {
  eq: (value, wanted) => value === wanted,
  gt: (value, wanted) => value > wanted,
  gte: (value, wanted) => value >= wanted,
  lt: (value, wanted) => value < wanted,
  lte: (value, wanted) => value <= wanted,
  contains: (value: string, wanted) => value.includes(wanted),
  in: (value, wanted: readonly unknown[]) => wanted.includes(value),
};
const FIELDS = ["timestamp", "sequence_number", "event_type", "stream_id"];

/** A Codebolt server, strict: frames, fields and operators that are not documented are refused. */
export class CodeboltServer {
  events: readonly CodeboltEvent[] = [];
  reading: CodeboltReading = { times: "iso", largestLimit: 500, total: "before limit", ties: "stable" };
  faults: CodeboltFault[] = [];
  readonly queries: unknown[] = [];
  connections = 0;
  /** Whether the same query gets the answer of the first time, so that what is measured is not the server. */
  remembers = false;
  readonly #answers = new Map<string, string>();
  readonly #server: WebSocketServer;
  #asked = 0;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on("connection", (socket, request) => {
      this.connections++;
      if (!/^\/codebolt\?id=[\w-]+$/.test(request.url ?? "")) return socket.close(1008, "no client id");
      socket.on("message", (message: Buffer) => this.#receive(socket, message.toString("utf8")));
    });
  }

  static async start(): Promise<CodeboltServer> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    return new CodeboltServer(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #receive(socket: WebSocket, text: string): void {
    const { type, requestId, params } = JSON.parse(text) as Record<string, unknown>;
    const reply = (more: object) => socket.send(JSON.stringify({ type, requestId, timestamp: Date.now(), ...more }));
    const fault = this.faults.shift();
    if (fault === "close") return socket.close();
    if (fault === "no json") return socket.send("<html>");
    if (fault === "silence") return;
    if (fault === "refuse") return reply({ success: false, error: "Instance not found" });
    if (fault === "other frames") {
      socket.send(JSON.stringify({ type: "agent.started" }));
      socket.send(JSON.stringify({ type, requestId: "another", success: true, data: { result: { events: [] } } }));
    }
    if (type !== "eventLog.queryEvents" || !/^[0-9a-f-]{36}$/.test(String(requestId)))
      return reply({ success: false, error: "unknown frame" });
    const { query } = params as { query: Record<string, unknown> };
    if (this.remembers)
      return socket.send(`{"type":"${type}","requestId":"${String(requestId)}",${this.#remembered(query)}}`);
    this.queries.push(query);
    const found = this.#answer(query);
    reply(typeof found === "string" ? { success: false, error: found } : { success: true, data: { result: found } });
  }

  /** The members of a reply behind its id. */
  #remembered(query: Record<string, unknown>): string {
    const key = JSON.stringify(query);
    const known =
      this.#answers.get(key) ?? `"success":true,"data":{"result":${JSON.stringify(this.#answer(query))}},"timestamp":0`;
    this.#answers.set(key, known);
    return known;
  }

  #answer(query: Record<string, unknown>): object | string {
    const {
      from,
      where = [],
      orderBy,
      limit,
      offset,
      ...unknown
    } = query as never as {
      from: { instance: string; stream?: string };
      where?: readonly Condition[];
      orderBy: { field: string; direction: "asc" | "desc" };
      limit: number;
      offset: number;
    };
    if (Object.keys(unknown).length > 0) return `unknown parts ${Object.keys(unknown).join(", ")}`;
    let found = this.events.filter(
      ({ instanceId, stream_id }) =>
        instanceId === from.instance && (from.stream === undefined || stream_id === from.stream),
    );
    for (const { field, operator, value } of where) {
      const test = TESTS[operator];
      if (!test || !FIELDS.includes(field)) return `unknown condition ${field} ${operator}`;
      const isEpoch = typeof value === "number";
      if (field === "timestamp" && isEpoch !== (this.reading.times === "epoch"))
        return "a time is not written as it should be";
      const wanted = (field === "timestamp" && !isEpoch ? Date.parse(value) : value) as never;
      found = found.filter((event) => {
        const held = event[field as keyof CodeboltEvent];
        return held !== null && test(held as never, wanted);
      });
    }
    if (orderBy.field !== "timestamp" || !(limit >= 1) || !(offset >= 0)) return "orderBy, limit or offset is wrong";
    const sorted = this.#sorted(found, orderBy.direction);
    const page = sorted.slice(offset, offset + Math.min(limit, this.reading.largestLimit));
    const events = page.map((event) => ({
      ...event,
      timestamp: this.reading.times === "epoch" ? event.timestamp : new Date(event.timestamp).toISOString(),
    }));
    return { events, total: this.reading.total === "before limit" ? found.length : events.length, limit, offset };
  }

  #sorted(events: readonly CodeboltEvent[], direction: "asc" | "desc"): readonly CodeboltEvent[] {
    this.#asked++;
    const rank = ({ id }: CodeboltEvent) =>
      this.reading.ties === "stable" ? 0 : (id.charCodeAt(id.length - 1) * 31 * this.#asked) % 17;
    const sign = direction === "asc" ? 1 : -1;
    return events.toSorted((a, b) => sign * (a.timestamp - b.timestamp) || rank(a) - rank(b));
  }
}
