import { SourceServer } from "./server.ts";
import type { Answer, Served } from "./server.ts";

/** One entry of Pigello's event log, as it is stored. */
export interface PigelloEntry {
  readonly id: string;
  /** RFC 3339 with up to six digits. */
  readonly created_at: string;
  readonly event_identifier: string | null;
  readonly content_type: string | null;
  readonly object_id: string | null;
  readonly triggered_by_user: string | null;
  readonly event_context: unknown;
}

/** What the vendor does not document: the readings of it, each of which a client must be right under. */
export interface PigelloReading {
  readonly envelope: "bare" | "results" | "data" | "items";
  readonly count: boolean;
  readonly next: boolean;
  readonly largestPage: number;
  /** Whether a page that is asked for too large is refused, or cut to the largest without a word. */
  readonly tooLarge: "refuse" | "cut";
  readonly relations: "text" | "object";
  /** Whether events of one moment come in another order each time. */
  readonly ties: "stable" | "unstable";
}

export const PIGELLO_HEADERS = {
  "X-PIGELLO-CUSTOMER-ID": "customer",
  "X-PIGELLO-APPLICATION-ID": "application",
  "X-PIGELLO-SERVICE-ID": "service",
  "X-PIGELLO-SERVICE-VERSION-ID": "1",
  "X-PIGELLO-CLIENT-CT": "ct",
  "X-PIGELLO-CLIENT-ENTITY": "entity",
} as const;

const TEXT_TESTS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  exact: (value, wanted) => value === wanted,
  contains: (value, wanted) => value.includes(wanted),
  startswith: (value, wanted) => value.startsWith(wanted),
  endswith: (value, wanted) => value.endsWith(wanted),
  in: (value, wanted) => wanted.split(",").includes(value),
};
const TIME_TESTS: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  exact: (a, b) => a === b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  created_at: [...Object.keys(TIME_TESTS), "isnull"],
  content_type: ["exact", "in", "isnull"],
  event_identifier: [...Object.keys(TEXT_TESTS), "isnull"],
  object_id: [...Object.keys(TEXT_TESTS), "isnull"],
};

/** Pigello as its documentation says, and no more lenient than that: an unknown parameter, operator or path is refused. */
export class PigelloServer {
  entries: readonly PigelloEntry[] = [];
  /** Entities as they are now, by model and id; of a model that is absent nobody has heard. */
  models: Readonly<Record<string, Readonly<Record<string, object>>>> = {};
  /** Models that this client may not read. */
  forbidden: ReadonlySet<string> = new Set();
  readonly secret: string;
  reading: PigelloReading = {
    envelope: "results",
    count: true,
    next: true,
    largestPage: 500,
    tooLarge: "refuse",
    relations: "text",
    ties: "stable",
  };
  readonly #secret: string;
  server!: SourceServer;
  #asked = 0;

  private constructor(secret: string) {
    this.#secret = secret;
    this.secret = secret;
  }

  static async start(secret = "pigello-secret"): Promise<PigelloServer> {
    const pigello = new PigelloServer(secret);
    pigello.server = await SourceServer.start((request) => pigello.answer(request));
    return pigello;
  }

  answer({ method, url, headers }: Served): Answer {
    const refuse = (status: number, detail: string): Answer => ({ status, body: JSON.stringify({ detail }) });
    const [, app, model] = /^\/(\w+)\/(\w+)\/list\/$/.exec(url.pathname) ?? [];
    if (app === undefined) return refuse(404, "Not found.");
    if (method !== "GET") return refuse(405, "Method not allowed.");
    for (const [name, value] of Object.entries(PIGELLO_HEADERS))
      if (headers[name.toLowerCase()] !== value) return refuse(403, `${name} is missing`);
    if (headers["x-pigello-client-secret"] !== this.#secret) return refuse(401, "Invalid secret.");
    if (url.pathname !== "/common/eventlog/list/") return this.#entities(`${app}.${model}`, url, refuse);
    const parameters = [...url.searchParams];
    if (new Set(parameters.map(([name]) => name)).size < parameters.length)
      return refuse(400, "A parameter stands twice.");
    let found = [...this.entries];
    let [page, size, order] = [0, 0, ""];
    for (const [name, value] of parameters) {
      if (name === "_page") page = Number(value);
      else if (name === "_page_size") size = Number(value);
      else if (name === "_order_by") order = value;
      else {
        const test = testOf(name, value);
        if (typeof test === "string") return refuse(400, test);
        found = found.filter(test);
      }
    }
    if (!(page >= 1) || !(size >= 1)) return refuse(400, "_page and _page_size are both needed.");
    if (size > this.reading.largestPage) {
      if (this.reading.tooLarge === "refuse") return refuse(400, "_page_size is too large.");
      size = this.reading.largestPage;
    }
    const sorted = this.#sorted(found, order);
    if (!sorted) return refuse(400, "_order_by is not known.");
    return {
      status: 200,
      body: this.#envelope(sorted.slice((page - 1) * size, page * size), sorted.length, page * size),
    };
  }

  #entities(model: string, { searchParams }: URL, refuse: (status: number, detail: string) => Answer): Answer {
    const known = this.models[model];
    if (!known) return refuse(404, "Not found.");
    if (this.forbidden.has(model)) return refuse(403, "You do not have permission to perform this action.");
    const { id__in: ids = "", _page: page, _page_size: size, ...unknown } = Object.fromEntries(searchParams);
    const asked = ids.split(",");
    if (Object.keys(unknown).length > 0 || asked.includes("") || asked.length > 100)
      return refuse(400, "id__in is wrong.");
    if (!(Number(page) >= 1) || !(Number(size) >= 1)) return refuse(400, "_page and _page_size are both needed.");
    const wide = Math.min(Number(size), this.reading.largestPage);
    const found = asked.flatMap((id) => (known[id] ? [{ id, ...known[id] }] : []));
    const rows = found.slice((Number(page) - 1) * wide, Number(page) * wide);
    const { envelope, count, next } = this.reading;
    if (envelope === "bare") return { status: 200, body: JSON.stringify(rows) };
    const more = next && { next: Number(page) * wide < found.length ? "https://elsewhere.example/page" : null };
    return { status: 200, body: JSON.stringify({ ...(count && { count: found.length }), ...more, [envelope]: rows }) };
  }

  #sorted(entries: PigelloEntry[], order: string): readonly PigelloEntry[] | undefined {
    const match = /^(-?)created_at,\1id$/.exec(order);
    if (!match) return undefined;
    const sign = match[1] === "-" ? -1 : 1;
    this.#asked++;
    const rank = ({ id }: PigelloEntry) =>
      this.reading.ties === "stable" ? id : `${(id.charCodeAt(id.length - 1) * 31 * this.#asked) % 17}${id}`;
    return entries.toSorted((a, b) => {
      const [x, y] = [microsOf(a.created_at), microsOf(b.created_at)];
      return sign * (x < y ? -1 : x > y ? 1 : rank(a) < rank(b) ? -1 : 1);
    });
  }

  #envelope(rows: readonly PigelloEntry[], count: number, reached: number): string {
    const { envelope, relations } = this.reading;
    const relation = (id: string | null) => (id === null || relations === "text" ? id : { id, name: "x" });
    const records = rows.map(({ content_type, triggered_by_user, ...rest }) => ({
      ...rest,
      content_type: relation(content_type),
      triggered_by_job: null,
      triggered_by_user: relation(triggered_by_user),
    }));
    if (envelope === "bare") return JSON.stringify(records);
    return JSON.stringify({
      ...(this.reading.count && { count }),
      ...(this.reading.next && { next: reached < count ? "https://elsewhere.example/page" : null }),
      [envelope]: records,
    });
  }
}

const known = new Map<string, bigint>();

/** Microseconds of a time text; more digits are refused by the caller's data. */
function microsOf(text: string): bigint {
  const found = known.get(text) ?? readMicros(text);
  known.set(text, found);
  return found;
}

function readMicros(text: string): bigint {
  const [, seconds = "", fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? [];
  return BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}

/** What a parameter asks for, or why it is refused. */
function testOf(name: string, value: string): string | ((entry: PigelloEntry) => boolean) {
  const match = /^([a-z_]+?)(?:__([a-z]+))?(!?)$/.exec(name);
  const [, field = "", operator = "exact", not = ""] = match ?? [];
  if (!FIELDS[field]?.includes(operator)) return `${name} is not known.`;
  if (value === "") return `${name} is empty.`;
  const plain = plainTest(field as keyof PigelloEntry, operator, value);
  return not === "" || typeof plain === "string" ? plain : (entry) => !plain(entry);
}

function plainTest(
  field: keyof PigelloEntry,
  operator: string,
  value: string,
): string | ((entry: PigelloEntry) => boolean) {
  if (operator === "isnull") {
    if (value !== "true" && value !== "false") return "isnull is true or false.";
    return (entry) => (entry[field] === null) === (value === "true");
  }
  if (field === "created_at") {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return "A time has milliseconds and a Z.";
    return (entry) => TIME_TESTS[operator]!(microsOf(entry.created_at), microsOf(value));
  }
  return (entry) => {
    const text = entry[field];
    return typeof text === "string" && TEXT_TESTS[operator]!(text, value);
  };
}
