import { PAGE } from "./answers.ts";
import type { Network } from "./network.ts";
import type { System } from "./world.ts";

interface NaiveRow {
  readonly key: string;
  readonly at: number;
}

/** What a first try at a sync looks like: after the last time, page by page, the place kept apart from the rows. */
export class NaiveClient {
  readonly keys = new Set<string>();
  readonly #system: System;
  readonly #random: () => number;
  #after: number | undefined;

  constructor(system: System, random: () => number) {
    this.#system = system;
    this.#random = random;
  }

  sync(network: Network): void {
    try {
      if (this.#system === "opencontent") this.#byNumber(network);
      else this.#byTime(network);
    } catch {
      // The next one goes on.
    }
  }

  #byTime(network: Network): void {
    const from = this.#after;
    for (let page = 0; ; page++) {
      const rows = this.#ask(network, from === undefined ? undefined : from + 1, page);
      for (const { key, at } of rows) {
        this.keys.add(key);
        this.#after = Math.max(this.#after ?? 0, at);
      }
      if (rows.length < PAGE) return;
    }
  }

  #byNumber(network: Network): void {
    for (;;) {
      const url = new URL(`http://host/?event=${this.#after ?? 0}`);
      const { events } = this.#patiently(network, url, "") as {
        readonly events: readonly { id: number; uuid: string }[];
      };
      for (const { id, uuid } of events) {
        this.keys.add(uuid);
        this.#after = id;
      }
      if (events.length < PAGE) return;
    }
  }

  #ask(network: Network, from: number | undefined, page: number): readonly NaiveRow[] {
    const since = from === undefined ? undefined : new Date(from).toISOString();
    const url = new URL("http://host/");
    const set = (name: string, value: string | undefined) => value !== undefined && url.searchParams.set(name, value);
    switch (this.#system) {
      case "pigello": {
        set("created_at__gte", since);
        set("_page", String(page + 1));
        set("_page_size", String(PAGE));
        const found = this.#patiently(network, url, "");
        const rows = (Array.isArray(found) ? found : (found as { results: unknown }).results) as readonly {
          id: string;
          created_at: string;
        }[];
        return rows.map(({ id, created_at }) => ({ key: id, at: Date.parse(created_at) || 0 }));
      }
      case "akeneo": {
        set("timestamp_from", since);
        set("page", String(page + 1));
        set("limit", String(PAGE));
        const { items } = this.#patiently(network, url, "") as {
          readonly items: readonly { log_id: string; timestamp: string }[] | null;
        };
        return (items ?? []).map(({ log_id, timestamp }) => ({ key: log_id, at: Date.parse(timestamp) || 0 }));
      }
      case "contember": {
        const filter = since === undefined ? {} : { filter: { appliedAt: { from: since } } };
        const args = { ...filter, order: "APPLIED_AT_ASC", offset: page * PAGE, limit: PAGE };
        const { data } = this.#patiently(network, url, JSON.stringify({ variables: { args } })) as {
          readonly data: { readonly events: readonly { id: string; appliedAt: string }[] };
        };
        return data.events.map(({ id, appliedAt }) => ({ key: id, at: Date.parse(appliedAt) || 0 }));
      }
      default: {
        const where = since === undefined ? [] : [{ field: "timestamp", operator: "gte", value: since }];
        const query = { where, limit: PAGE, offset: page * PAGE };
        const { result } = this.#patiently(network, url, JSON.stringify({ params: { query } })) as {
          readonly result: { readonly events: readonly { id: string; timestamp: string }[] };
        };
        return result.events.map(({ id, timestamp }) => ({ key: id, at: Date.parse(timestamp) || 0 }));
      }
    }
  }

  #patiently(network: Network, url: URL, body: string): unknown {
    for (let tries = 1; ; tries++) {
      try {
        return network.ask({ url, body });
      } catch (thrown) {
        if (tries > 9) throw thrown;
        network.now += 500 * 2 ** tries * this.#random();
      }
    }
  }
}
