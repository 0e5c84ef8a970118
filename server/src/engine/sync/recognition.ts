import type { Resumption } from "../../connectors/resumption.ts";
import type { KnownEvent } from "./checkpoint.ts";

/** Last events that are remembered to know the log again. */
const RECENT = 5;

/** Knows by the last events of a checkpoint whether the log that is read is the one that was read before. */
export class Recognition {
  readonly #by: Resumption["by"];
  /** Those that must be met again. */
  #expected: ReadonlySet<string>;
  readonly #met = new Set<string>();
  #recent: readonly KnownEvent[];
  #isProven: boolean;

  /** @param expected those of the recent events that must be met again */
  constructor(by: Resumption["by"], recent: readonly KnownEvent[], expected: readonly KnownEvent[]) {
    this.#by = by;
    this.#recent = recent;
    this.#expected = new Set(expected.map(({ identity }) => identity));
    this.#isProven = recent.length === 0;
  }

  /** The last events, the newest last. */
  get recent(): readonly KnownEvent[] {
    return this.#recent;
  }

  /** Takes an event in; false where it shows that the log is another one. */
  take(event: KnownEvent): boolean {
    if (this.#expected.has(event.identity)) this.#met.add(event.identity);
    else if (!this.#isProven && this.#isAhead(event.mark) && !this.prove()) return false;
    // Before it is sure that the log is the same, what it holds says nothing of the log that was known.
    if (this.#isProven && !this.#recent.some(({ identity }) => identity === event.identity))
      this.#recent = [...this.#recent, event].sort(byMark).slice(-RECENT);
    return true;
  }

  /** Whether the log is the one that the checkpoint was made of, by all that was taken in. */
  prove(): boolean {
    if (this.#isProven) return true;
    if (this.#by === "time") this.#isProven = this.#expected.size === 0 || this.#met.size > 0;
    // Numbers must still be those of the same events, all of them; without any there is no proof.
    else this.#isProven = this.#expected.size > 0 && this.#met.size === this.#expected.size;
    return this.#isProven;
  }

  /** Begins anew with another log; whether known events are missing, so that something may be lost. */
  forget(): boolean {
    const lacksSome = this.#expected.size > 0;
    this.#recent = [];
    this.#expected = new Set();
    this.#isProven = true;
    return lacksSome;
  }

  /** Whether it stands behind all events that must be met again. */
  #isAhead(mark: bigint): boolean {
    const last = this.#recent.at(-1)?.mark;
    return last !== undefined && mark > last;
  }
}

function byMark(a: KnownEvent, b: KnownEvent): number {
  return a.mark < b.mark ? -1 : a.mark > b.mark ? 1 : 0;
}
