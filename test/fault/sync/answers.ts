import { timeAt, visibleAt } from "./world.ts";
import type { System, WorldEvent } from "./world.ts";

/** Events that a page has at most. */
export const PAGE = 100;

/** How a system shows its events at one moment; each question may find ties in another order. */
export class Shown {
  readonly #events: readonly WorldEvent[];
  readonly #random: () => number;
  readonly now: number;

  constructor(events: readonly WorldEvent[], now: number, random: () => number) {
    this.#events = visibleAt(events, now);
    this.#random = random;
    this.now = now;
  }

  /** By time, ties in no order; a row may come twice in a row. Both ends inclusive. */
  byTime(from: number, to: number, offset: number, limit: number, ties: (event: WorldEvent) => number): WorldEvent[] {
    const found = this.#events
      .filter((event) => timeAt(event, this.now) >= from && timeAt(event, this.now) <= to)
      .sort((a, b) => timeAt(a, this.now) - timeAt(b, this.now) || ties(a) - ties(b));
    const page = found.slice(offset, offset + limit);
    const [first] = page;
    return this.#random() < 0.05 && page.length > 2 && first ? [first, ...page].slice(0, limit) : page;
  }

  /** In the order of their numbers, above one. */
  above(number: number, limit: number): WorldEvent[] {
    const sorted = this.#events.filter(({ id }) => id > 0).sort((a, b) => a.id - b.id);
    if (number < 0) return sorted.slice(number).slice(0, limit);
    return sorted.filter(({ id }) => id > number).slice(0, this.#random() < 0.1 ? limit - 1 : limit);
  }

  unstable(): (event: WorldEvent) => number {
    const salt = Math.floor(this.#random() * 1000);
    return ({ id }) => (Math.imul(id, 2_654_435_761) ^ (salt * 97)) % 1009;
  }
}

export interface Asked {
  readonly url: URL;
  readonly body: string;
}

/** The body that a system answers with. */
export function answer(system: System, { url, body }: Asked, shown: Shown, isWrapped: boolean): unknown {
  const number = (name: string, otherwise: number) => Number(url.searchParams.get(name) ?? otherwise);
  const time = (name: string, otherwise: number) => {
    const text = url.searchParams.get(name);
    return text === null ? otherwise : Date.parse(text);
  };
  switch (system) {
    case "pigello": {
      const [page, size] = [number("_page", 1), number("_page_size", PAGE)];
      const [from, to] = [time("created_at__gte", -Infinity), time("created_at__lte", Infinity)];
      const ties = shown.unstable();
      const rows = shown.byTime(from, to, (page - 1) * size, Math.min(size, PAGE), ties);
      const list = rows.map((event) => pigelloRecord(event));
      const hasMore = shown.byTime(from, to, page * size, 1, ties).length > 0;
      return isWrapped ? { results: list, next: hasMore ? "more" : null } : list;
    }
    case "akeneo": {
      const [page, size] = [number("page", 1), Math.min(number("limit", 50), PAGE)];
      const [from, to] = [time("timestamp_from", -Infinity), time("timestamp_to", Infinity)];
      const rows = shown.byTime(from, to, (page - 1) * size, size, shown.unstable());
      const items = rows.map((event) => akeneoRecord(event, timeAt(event, shown.now)));
      return { items: items.length === 0 ? null : items };
    }
    case "opencontent":
      return { events: shown.above(number("event", 0), PAGE).map(openContentRecord) };
    case "contember":
      return { data: { events: contemberRows(body, shown).map(contemberRecord) } };
    case "codebolt":
      return { result: { events: codeboltRows(body, shown).map(codeboltRecord) } };
  }
}

interface ContemberArgs {
  readonly filter?: { readonly appliedAt?: { readonly from?: string; readonly to?: string } };
  readonly order: string;
  readonly offset?: number;
  readonly limit: number;
}

function contemberRows(body: string, shown: Shown): readonly WorldEvent[] {
  const { variables } = JSON.parse(body) as { readonly variables: { readonly args: ContemberArgs } };
  const { filter, order, offset = 0, limit } = variables.args;
  const { from, to } = filter?.appliedAt ?? {};
  const ties = order === "CREATED_AT_ASC" ? ({ id }: WorldEvent) => id : shown.unstable();
  const [low, high] = [from === undefined ? -Infinity : Date.parse(from), to === undefined ? Infinity : Date.parse(to)];
  return shown.byTime(low, high, offset, Math.min(limit, PAGE), ties);
}

interface CodeboltQuery {
  readonly where?: readonly { readonly field: string; readonly operator: string; readonly value: string }[];
  readonly limit: number;
  readonly offset: number;
}

function codeboltRows(body: string, shown: Shown): readonly WorldEvent[] {
  const { query } = (JSON.parse(body) as { readonly params: { readonly query: CodeboltQuery } }).params;
  const border = (operator: string, otherwise: number) => {
    const condition = query.where?.find((one) => one.field === "timestamp" && one.operator === operator);
    return condition === undefined ? otherwise : Date.parse(condition.value);
  };
  const [from, to] = [border("gte", -Infinity), border("lte", Infinity)];
  return shown.byTime(from, to, query.offset, Math.min(query.limit, PAGE), shown.unstable());
}

const text = (time: number) => new Date(time).toISOString();

function pigelloRecord({ key, at, isBroken }: WorldEvent) {
  return {
    id: key,
    created_at: isBroken ? "yesterday" : text(at),
    event_identifier: "updated",
    content_type: "accounts.tenant",
    object_id: "1",
    event_context: { key },
  };
}

function akeneoRecord({ key, isBroken }: WorldEvent, time: number) {
  const timestamp = isBroken ? "yesterday" : text(time);
  return { log_id: key, log_type: "error", timestamp, operation: "failed", error_message: key };
}

function openContentRecord({ id, key, at, isBroken }: WorldEvent) {
  const content = { uuid: key, version: 1, created: text(0), contentType: "Article" };
  return { id, uuid: key, eventType: "ADD", created: isBroken ? "yesterday" : text(at), content };
}

function contemberRecord({ id, key, at, isBroken }: WorldEvent) {
  return {
    id: key,
    type: "CREATE",
    tableName: "article",
    primaryKey: [key],
    createdAt: text(at + id),
    appliedAt: isBroken ? "yesterday" : text(at),
    newValues: { key },
  };
}

function codeboltRecord({ key, at, stream, sequence, isBroken }: WorldEvent) {
  return {
    id: key,
    instanceId: "app",
    stream_id: stream,
    event_type: "made",
    payload: { key },
    metadata: null,
    timestamp: isBroken ? "yesterday" : text(at),
    sequence_number: sequence,
  };
}
