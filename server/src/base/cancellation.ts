import { EvqError } from "./failure.ts";

/** A wish to stop; `check` throws the failure `cancelled` once it was made. */
export interface Cancellation {
  readonly cancelled: boolean;
  check(): void;
  /** Calls back once when the wish is made, at once when it was; what is given back takes the listener away. */
  onCancel(listener: () => void): () => void;
}

export class CancellationSource implements Cancellation {
  cancelled = false;
  readonly #listeners = new Set<() => void>();

  cancel(): void {
    this.cancelled = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  check(): void {
    if (this.cancelled) throw new EvqError("cancelled", "The run was cancelled.");
  }

  onCancel(listener: () => void): () => void {
    if (this.cancelled) listener();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const neverCancelled: Cancellation = { cancelled: false, check: () => {}, onCancel: () => () => {} };
