import type { Cancellation } from "../base/cancellation.ts";

/**
 * How a run ends that someone cancels. Nothing more is read then; where a part of the rows means something, what came is
 * still worked on and handed out, as *partial*.
 */
export class Ending {
  readonly #wish: Cancellation;
  readonly #canKeep: boolean;

  /** @param canKeep whether what was read until the wish is worth having: not half of a comparison, nor of a sync */
  constructor(wish: Cancellation, canKeep: boolean) {
    this.#wish = wish;
    this.#canKeep = canKeep;
  }

  get isWished(): boolean {
    return this.#wish.cancelled;
  }

  /** Whether the run was cancelled and goes on with what it has. */
  get keeps(): boolean {
    return this.#canKeep && this.#wish.cancelled;
  }

  /** @throws EvqError `cancelled`, unless what came is kept */
  check(): void {
    if (!this.#canKeep) this.#wish.check();
  }
}
