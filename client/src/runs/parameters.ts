import { EventEmitter, type Disposable, type Event, type Memento } from "vscode";
import type { ParameterNeed } from "../../../server/protocol/requests.ts";
import type { Wire } from "../wire.ts";
import { askValue } from "./askValue.ts";
import { isUnsaved, lastingUri } from "./cells.ts";
import type { QueryPlace } from "./runs.ts";

/** The values that queries are run with: each is asked for once and then remembered with its file, by name and type. The cells of a notebook are one file. */
export class Parameters implements Disposable {
  readonly #wire: Pick<Wire, "request">;
  readonly #memory: Memento;
  /** Of unsaved documents, whose addresses mean something else in the next session. */
  readonly #unsaved = new Map<string, string>();
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(wire: Pick<Wire, "request">, memory: Memento) {
    this.#wire = wire;
    this.#memory = memory;
  }

  /** What a query can be run with now: what is not known yet is asked for. Undefined when the user pressed Escape. */
  async values(place: QueryPlace): Promise<Readonly<Record<string, string>> | undefined> {
    const needs = await this.needs(place);
    const asked = needs.filter((need) => need.initial === undefined && this.value(place.uri, need) === undefined);
    for (const [index, need] of asked.entries()) {
      const step = { step: index + 1, steps: asked.length };
      const value = await askValue(this.#wire, place, need, "", step);
      if (value === undefined) return undefined;
      await this.set(place.uri, need, value);
    }
    return Object.fromEntries(
      needs.flatMap((need) => {
        const value = this.value(place.uri, need);
        return value === undefined ? [] : [[need.name, value]];
      }),
    );
  }

  /** The parameters that a query uses. */
  needs(place: QueryPlace): Promise<readonly ParameterNeed[]> {
    return this.#wire.request("evq/run/parameters", place);
  }

  /** The remembered value. */
  value(uri: string, need: ParameterNeed): string | undefined {
    const key = keyOf(uri, need);
    const kept: unknown = isUnsaved(uri) ? this.#unsaved.get(key) : this.#memory.get(key);
    return typeof kept === "string" ? kept : undefined;
  }

  /** The remembered value of a name, whatever its type, for showing. */
  shown(uri: string, name: string): string | undefined {
    const prefix = keyOf(uri, { name, type: "" });
    const keys = isUnsaved(uri) ? [...this.#unsaved.keys()] : this.#memory.keys();
    const key = keys.findLast((other) => other.startsWith(prefix));
    const kept: unknown =
      key === undefined ? undefined : isUnsaved(uri) ? this.#unsaved.get(key) : this.#memory.get(key);
    return typeof kept === "string" ? kept : undefined;
  }

  /** Undefined forgets the value, so that the default counts again or it is asked for. */
  async set(uri: string, need: ParameterNeed, value: string | undefined): Promise<void> {
    const key = keyOf(uri, need);
    if (!isUnsaved(uri)) await this.#memory.update(key, value);
    else if (value === undefined) this.#unsaved.delete(key);
    else this.#unsaved.set(key, value);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function keyOf(uri: string, { name, type }: Pick<ParameterNeed, "name" | "type">): string {
  return `parameter\n${lastingUri(uri)}\n${name}\n${type}`;
}
