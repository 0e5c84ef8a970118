import { SourceServer } from "./server.ts";
import type { Answer, Served } from "./server.ts";

/** One entry of the platform's log, as it is stored. */
export interface AkeneoEntry {
  readonly log_id: string;
  readonly log_type: "action" | "error";
  readonly timestamp: string;
  readonly operation: string;
  readonly subscriber_id: string;
  readonly subscription_id: string;
  readonly [detail: string]: unknown;
}

/** What the vendor does not document: the readings of it, each of which a client must be right under. */
export interface AkeneoReading {
  readonly params: { readonly from: string; readonly to: string; readonly page: string; readonly limit: string };
  readonly none: "null" | "list";
  readonly largestPage: number;
  readonly ties: "stable" | "unstable";
}

export const AKENEO_DEFAULTS: AkeneoReading = {
  params: { from: "timestamp_from", to: "timestamp_to", page: "page", limit: "limit" },
  none: "null",
  largestPage: 100,
  ties: "stable",
};

const CLIENT = { id: "client-1", secret: "client-s3cret", username: "evq", password: "pass word/1" } as const;

/** The Event Platform and the PIM that gives tokens for it, as two servers; strict, and each only for what is its own. */
export class AkeneoServers {
  entries: readonly AkeneoEntry[] = [];
  reading = AKENEO_DEFAULTS;
  /** Tokens that are valid; a test takes them away to let them expire. */
  readonly tokens = new Set<string>();
  readonly client = CLIENT;
  platform!: SourceServer;
  pim!: SourceServer;
  #asked = 0;

  static async start(): Promise<AkeneoServers> {
    const akeneo = new AkeneoServers();
    akeneo.platform = await SourceServer.start((request) => akeneo.#logs(request));
    akeneo.pim = await SourceServer.start((request) => akeneo.#token(request));
    return akeneo;
  }

  async close(): Promise<void> {
    await this.platform.close();
    await this.pim.close();
  }

  #token({ method, url, headers, body }: Served): Answer {
    const wanted = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString("base64")}`;
    if (url.pathname !== "/api/oauth/v1/token" || method !== "POST") return refuse(404, "not found");
    if (headers["authorization"] !== wanted) return refuse(422, "Parameter client_id or secret is wrong.");
    const asked = JSON.parse(body) as Record<string, unknown>;
    const { grant_type, username, password } = asked;
    if (grant_type !== "password" || username !== CLIENT.username || password !== CLIENT.password)
      return refuse(422, "No user found for this password.");
    const token = `token-${this.tokens.size + this.pim.requests.length}-${"x".repeat(20)}`;
    this.tokens.add(token);
    return { status: 200, body: JSON.stringify({ access_token: token, expires_in: 3600, token_type: "bearer" }) };
  }

  #logs({ method, url, headers }: Served): Answer {
    if (url.pathname !== "/api/v1/logs" || method !== "GET") return refuse(404, "not found");
    if (headers["x-pim-url"] !== this.pim.url || headers["x-pim-client-id"] !== CLIENT.id)
      return refuse(403, "unknown PIM");
    if (!this.tokens.has(headers["x-pim-token"] ?? "")) return refuse(401, "The token is not valid.");
    const { params, largestPage } = this.reading;
    const known = ["log_type", "order", "subscription_id", ...Object.values(params)];
    const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
    if (unknown !== undefined) return refuse(400, `unknown parameter ${unknown}`);
    const get = (name: string) => url.searchParams.get(name);
    const [type, order, subscription] = [get("log_type"), get("order") ?? "asc", get("subscription_id")];
    if (type !== null && type !== "action" && type !== "error") return refuse(400, "log_type is action or error");
    if (order !== "asc" && order !== "desc") return refuse(400, "order is asc or desc");
    if (subscription !== null && !/^[0-9a-f-]{36}$/i.test(subscription))
      return refuse(400, "subscription_id is no UUID");
    const [limit, page] = [Number(get(params.limit) ?? 50), Number(get(params.page) ?? 1)];
    if (!(limit >= 1) || limit > largestPage || !(page >= 1)) return refuse(400, "limit or page is out of range");
    const [from, to] = [get(params.from), get(params.to)];
    const found = this.entries.filter(
      (entry) =>
        (type === null || entry.log_type === type) &&
        (subscription === null || entry.subscription_id === subscription) &&
        (from === null || timeOf(entry.timestamp) >= timeOf(from)) &&
        (to === null || timeOf(entry.timestamp) <= timeOf(to)),
    );
    const rows = this.#sorted(found, order).slice((page - 1) * limit, page * limit);
    return {
      status: 200,
      body: JSON.stringify({ items: rows.length === 0 && this.reading.none === "null" ? null : rows }),
    };
  }

  /** By time alone; events of one moment come as they like. */
  #sorted(entries: readonly AkeneoEntry[], order: "asc" | "desc"): readonly AkeneoEntry[] {
    this.#asked++;
    const rank = ({ log_id }: AkeneoEntry) =>
      this.reading.ties === "stable" ? 0 : (log_id.charCodeAt(log_id.length - 1) * 31 * this.#asked) % 17;
    const sign = order === "asc" ? 1 : -1;
    return entries.toSorted((a, b) => sign * (timeOf(a.timestamp) - timeOf(b.timestamp)) || rank(a) - rank(b));
  }
}

const times = new Map<string, number>();

/** Milliseconds of a time text; each is read once. */
function timeOf(text: string): number {
  const found = times.get(text) ?? Date.parse(text);
  times.set(text, found);
  return found;
}

function refuse(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ errors: [{ message }] }) };
}
