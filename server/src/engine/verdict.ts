import type { Completeness, Note, Verdict } from "../../protocol/results.ts";

const SEVERITY: Readonly<Record<Verdict, number>> = { complete: 0, truncated: 1, "before-retention": 2, partial: 3 };

/** What the sources of one run say about their rows: the worst verdict with every reason, and each note once. */
export class Verdicts {
  readonly notes: Note[] = [];
  #verdict: Verdict = "complete";
  readonly #reasons = new Set<string>();

  add({ verdict, reason }: Completeness): void {
    if (SEVERITY[verdict] > SEVERITY[this.#verdict]) this.#verdict = verdict;
    if (reason !== undefined) this.#reasons.add(reason);
  }

  /** Takes in what is said of one of two runs that are compared; its reason says of which. */
  addSide(name: string, { completeness: { verdict, reason }, notes }: Verdicts): void {
    this.add({ verdict, ...(reason !== undefined && { reason: `${name}: ${reason}` }) });
    this.note(...notes);
  }

  note(...notes: readonly Note[]): void {
    for (const note of notes) {
      if (!this.notes.some(({ message }) => message === note.message)) this.notes.push(note);
    }
  }

  get completeness(): Completeness {
    const reason = [...this.#reasons].join(" ");
    return this.#verdict === "complete" ? { verdict: "complete" } : { verdict: this.#verdict, reason };
  }
}
