import { EvqError } from "./failure.ts";

/** A wish to stop; `check` throws the failure `cancelled` once it was made. */
export interface Cancellation {
  readonly cancelled: boolean;
  check(): void;
}

export class CancellationSource implements Cancellation {
  cancelled = false;

  cancel(): void {
    this.cancelled = true;
  }

  check(): void {
    if (this.cancelled) throw new EvqError("cancelled", "The run was cancelled.");
  }
}

export const neverCancelled: Cancellation = { cancelled: false, check: () => {} };
