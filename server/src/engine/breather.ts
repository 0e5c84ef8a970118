import type { Clock } from "../base/ports.ts";

/** Milliseconds of work in one piece, so that pages and wishes to cancel are answered in between. */
const PIECE_MS = 12;

/** Lets others have the thread every now and then during long work. */
export class Breather {
  readonly #clock: Clock;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.elapsed();
  }

  /** Whether it is time to call `pause`; cheap enough for every few hundred steps of a loop. */
  get due(): boolean {
    return this.#clock.elapsed() - this.#since >= PIECE_MS;
  }

  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#since = this.#clock.elapsed();
  }
}
