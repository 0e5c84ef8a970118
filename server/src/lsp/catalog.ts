import { toFailure } from "../base/failure.ts";
import type { LogSample } from "../engine/sample.ts";
import type { Catalog, ConnectionEntry, LogEntry } from "../query/catalog.ts";
import { catalogOf } from "../query/kinds.ts";
import type { Backend } from "./backend.ts";
import type { Log } from "./guard.ts";

/** The catalog that documents are read against, kept up with what the engine says is there. */
export class LiveCatalog {
  current: Catalog = catalogOf([]);
  readonly #engine: Pick<Backend, "connections" | "sample">;
  readonly #changed: () => void;
  readonly #log: Log;
  readonly #samples = new Map<string, { readonly events: number; readonly sample?: LogSample }>();
  #connections: readonly ConnectionEntry[] = [];
  readonly #looking = new Set<Promise<void>>();
  #running: Promise<void> | undefined;
  #again = false;

  constructor(engine: Pick<Backend, "connections" | "sample">, changed: () => void, log: Log) {
    this.#engine = engine;
    this.#changed = changed;
    this.#log = log;
  }

  /** Reads the connections anew. While one reading is under way, others wait for one more, not for one each. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    return (this.#running = this.#read().finally(() => (this.#running = undefined)));
  }

  /** Resolves when neither a reading nor a look at events is under way. */
  async settled(): Promise<void> {
    while (this.#running || this.#looking.size > 0) await Promise.all([this.#running, ...this.#looking]);
  }

  /** Looks at the newest events of logs, once and again when a log has grown by much; larger logs are left for a run to read. */
  look(logs: readonly { readonly connection: string; readonly log: LogEntry }[], largest = LARGEST): void {
    for (const { connection, log } of logs) {
      const events = log.events ?? 0;
      const known = this.#samples.get(keyOf(connection, log.name));
      if (events > largest || (known && events < known.events * GROWN && events >= known.events)) continue;
      this.#samples.set(keyOf(connection, log.name), { ...known, events });
      const looking = this.#sample(connection, log.name, events).finally(() => this.#looking.delete(looking));
      this.#looking.add(looking);
    }
  }

  /**
   * Asks a system for the newest events of logs, so that what is in them is known from now on, until it is asked again.
   * @throws EvqError what a run of a query over the log throws
   */
  async sampleRemote(connection: string, logs: readonly string[]): Promise<readonly LogSample[]> {
    const samples: LogSample[] = [];
    for (const log of logs) {
      const sample = await this.#engine.sample(connection, log);
      this.#samples.set(keyOf(connection, log), { events: 0, sample });
      samples.push(sample);
    }
    this.#compose();
    return samples;
  }

  async #sample(connection: string, log: string, events: number): Promise<void> {
    try {
      const sample = await this.#engine.sample(connection, log);
      this.#samples.set(keyOf(connection, log), { events, sample });
      this.#compose();
    } catch (thrown) {
      this.#log.error(`No event of ${connection}.${log} could be looked at: ${toFailure(thrown).message}`);
    }
  }

  async #read(): Promise<void> {
    do {
      this.#again = false;
      try {
        this.#connections = await this.#engine.connections();
        this.#compose();
      } catch (thrown) {
        this.#log.error(`The catalog could not be read: ${toFailure(thrown).message}`);
      }
    } while (this.#again);
  }

  #withSampled(entry: ConnectionEntry): ConnectionEntry {
    const prefix = keyOf(entry.name, "");
    const sampled = [...this.#samples].flatMap(([key, { sample }]) =>
      key.startsWith(prefix) && sample ? [{ name: key.slice(prefix.length), ...sample }] : [],
    );
    return sampled.length === 0 ? entry : { ...entry, sampled };
  }

  #compose(): void {
    const connections = this.#connections.map((entry) =>
      entry.logs
        ? {
            ...entry,
            logs: entry.logs.map((log) => ({ ...log, ...this.#samples.get(keyOf(entry.name, log.name))?.sample })),
          }
        : this.#withSampled(entry),
    );
    const composed = catalogOf(connections);
    if (JSON.stringify(composed.connections) === JSON.stringify(this.current.connections)) return;
    this.current = composed;
    this.#changed();
  }
}

/** Events of a log up to which it is read just to look at it. */
const LARGEST = 250_000;
const GROWN = 1.2;

function keyOf(connection: string, log: string): string {
  return `${connection}\n${log}`;
}
