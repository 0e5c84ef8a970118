import { SourceServer } from "./server.ts";
import type { Answer, Served } from "./server.ts";

export interface OpenContentEntry {
  readonly id: number;
  readonly uuid: string;
  readonly eventType: string;
  readonly created: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** How a repository answers where the documentation leaves it open. */
export interface OpenContentReading {
  /** Events of an answer at most; answers may be shorter. */
  readonly largestPage: number;
  /** Whether every other page is shorter than it could be. */
  readonly shortPages: boolean;
  /** Which of the last |N| events are sent when they do not fit an answer. */
  readonly cutTail: "first" | "last";
}

/** An object that can be had, or what the repository answers instead. */
export type OpenContentObject = { readonly version: number; readonly text: string } | "forbidden" | "corrupt";

const USER = { name: "evq", password: "pass:word/ü" } as const;
const CLIENT = { id: "client", secret: "client-secret" } as const;

/** A repository and a server that gives tokens for it; strict: an unknown path or parameter is refused, in plain text. */
export class OpenContentServers {
  readonly logs: Record<"eventlog" | "contentlog", readonly OpenContentEntry[]> = { eventlog: [], contentlog: [] };
  reading: OpenContentReading = { largestPage: 1000, shortPages: false, cutTail: "first" };
  /** Objects as they are now, by uuid. */
  objects: Readonly<Record<string, OpenContentObject>> = {};
  readonly tokens = new Set<string>();
  readonly user = USER;
  readonly client = CLIENT;
  repository!: SourceServer;
  sign!: SourceServer;

  static async start(): Promise<OpenContentServers> {
    const opencontent = new OpenContentServers();
    opencontent.repository = await SourceServer.start((request) => opencontent.#answer(request));
    opencontent.sign = await SourceServer.start((request) => opencontent.#token(request));
    return opencontent;
  }

  async close(): Promise<void> {
    await this.repository.close();
    await this.sign.close();
  }

  #token({ method, url, headers, body }: Served): Answer {
    const wanted = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString("base64")}`;
    const isGrant = new URLSearchParams(body).get("grant_type") === "client_credentials";
    if (method !== "POST" || url.pathname !== "/token" || headers["authorization"] !== wanted || !isGrant)
      return { status: 401, body: JSON.stringify({ error: "invalid_client" }) };
    const token = `oc-token-${this.sign.requests.length}-${"y".repeat(16)}`;
    this.tokens.add(token);
    return { status: 200, body: JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 300 }) };
  }

  #answer({ method, url, headers }: Served): Answer {
    const plain = (status: number, body: string): Answer => ({
      status,
      body,
      headers: { "content-type": "text/plain" },
    });
    const basic = `Basic ${Buffer.from(`${USER.name}:${USER.password}`).toString("base64")}`;
    const authorization = headers["authorization"] ?? "";
    const isKnown = authorization === basic || this.tokens.has(authorization.replace(/^Bearer /, ""));
    if (!isKnown) return plain(401, "Full authentication is required");
    const uuid = /^\/opencontent\/objects\/([^/]+)$/.exec(url.pathname)?.[1];
    if (method === "GET" && uuid !== undefined) return this.#object(decodeURIComponent(uuid), plain);
    const log = /^\/opencontent\/(eventlog|contentlog)$/.exec(url.pathname)?.[1];
    if (method !== "GET" || log === undefined) return plain(404, "No such resource");
    if (headers["accept"] !== "application/json") return plain(406, "Not acceptable");
    const names = [...url.searchParams.keys()];
    if (names.some((name) => name !== "event") || names.length > 1) return plain(400, "Unknown parameter");
    const text = url.searchParams.get("event");
    if (text !== null && !/^-?\d+$/.test(text)) return plain(400, "event is no number");
    const all = this.logs[log as "eventlog"].toSorted((a, b) => a.id - b.id);
    return { status: 200, body: JSON.stringify({ events: this.#page(all, text === null ? undefined : Number(text)) }) };
  }

  #object(uuid: string, plain: (status: number, body: string) => Answer): Answer {
    const object = this.objects[uuid];
    if (object === undefined) return plain(404, "No such object");
    if (object === "forbidden") return plain(403, "Access denied");
    if (object === "corrupt") return plain(500, "java.lang.NullPointerException");
    const headers = {
      "content-type": "application/xml",
      etag: `"${uuid}-${object.version}"`,
      "x-opencontent-object-version": String(object.version),
    };
    return { status: 200, body: object.text, headers };
  }

  #page(all: readonly OpenContentEntry[], event: number | undefined): readonly OpenContentEntry[] {
    const { largestPage, shortPages, cutTail } = this.reading;
    const size = shortPages && this.repository.requests.length % 2 === 0 ? Math.max(1, largestPage - 1) : largestPage;
    if (event === undefined || event >= 0) return all.filter(({ id }) => id > (event ?? -1)).slice(0, size);
    const tail = all.slice(event);
    return cutTail === "first" ? tail.slice(0, size) : tail.slice(-size);
  }
}
