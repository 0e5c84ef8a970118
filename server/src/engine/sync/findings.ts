import type { Completeness } from "../../../protocol/results.ts";
import type { Value } from "../../base/value.ts";
import { DEAD_LETTER } from "../../connectors/resumption.ts";
import { verdictOf } from "./gap.ts";
import type { Gap } from "./gap.ts";

/** Gaps and unreadable records that a reading met: each goes into the log once, and into the verdict of the run. */
export class Findings {
  /** What is to be said of the whole reading, once it is over. */
  readonly verdicts: Completeness[] = [];
  #gaps: Gap[] = [];
  #letters: (readonly Value[])[] = [];
  #gapsTold: number;
  #lettersTold: number;

  /** @param before how many were told since the checkpoint was made */
  constructor(before: { readonly gaps: number; readonly deadLetters: number }) {
    this.#gapsTold = before.gaps;
    this.#lettersTold = before.deadLetters;
  }

  addGap(gap: Gap): void {
    this.#gaps.push(gap);
    this.verdicts.push(verdictOf(gap));
  }

  /** A row that stands for a record of a connection that cannot be read. */
  addLetter(row: readonly Value[], connection: string): void {
    this.#letters.push(row);
    const reason = `A record of ${connection} could not be read and was put aside as ${DEAD_LETTER}.`;
    this.verdicts.push({ verdict: "partial", reason });
  }

  /** Gaps that were found since this was last asked; they count as told from then on. */
  takeGaps(): readonly Gap[] {
    const gaps = this.#gaps;
    this.#gaps = [];
    this.#gapsTold += gaps.length;
    return gaps;
  }

  takeLetters(): readonly (readonly Value[])[] {
    const letters = this.#letters;
    this.#letters = [];
    this.#lettersTold += letters.length;
    return letters;
  }

  /** How many were told, these included that were taken. */
  get told(): { readonly gaps: number; readonly deadLetters: number } {
    return { gaps: this.#gapsTold, deadLetters: this.#lettersTold };
  }
}
