import type { ExpectationState, RunState } from "../../protocol/results.ts";
import { unmetExpectations } from "../language/expectations.ts";
import type { Problem } from "../syntax/problem.ts";
import type { OpenDocument } from "./documents.ts";

/** Which query of which text a run is of. */
export interface QueryOfText {
  readonly uri: string;
  /** Of the snapshot. */
  readonly version: number;
  /** Its place among the document's queries, from 0. */
  readonly query: number;
}

/** What runs expected and did not find, kept for the text they ran: until it is changed, closed or run again. */
export class Expectations {
  readonly #changed: (uri: string) => void;
  readonly #running = new Map<string, QueryOfText>();
  readonly #unmet = new Map<string, { readonly of: QueryOfText; readonly states: readonly ExpectationState[] }>();
  /** A run can end before the answer that names it is here, so such ends are kept for a moment. */
  readonly #early = new Map<string, RunState>();
  #starting = 0;

  /** `changed` is told the document that has other problems now. */
  constructor(changed: (uri: string) => void) {
    this.#changed = changed;
  }

  /** Starts a run of a query; what an earlier one missed is forgotten. */
  async watch(of: QueryOfText, start: () => Promise<RunState>): Promise<RunState> {
    if (this.#unmet.delete(keyOf(of))) this.#changed(of.uri);
    this.#starting++;
    try {
      const state = await start();
      this.#running.set(state.runId, of);
      this.receive(this.#early.get(state.runId) ?? state);
      return state;
    } finally {
      if (--this.#starting === 0) this.#early.clear();
    }
  }

  receive(state: RunState): void {
    if (state.phase === "running") return;
    const of = this.#running.get(state.runId);
    if (!of) {
      if (this.#starting > 0) this.#early.set(state.runId, state);
      return;
    }
    this.#running.delete(state.runId);
    const states = state.expectations ?? [];
    if (states.every(({ met }) => met)) return;
    this.#unmet.set(keyOf(of), { of, states });
    this.#changed(of.uri);
  }

  problems({ uri, snapshot }: OpenDocument): readonly Problem[] {
    return [...this.#unmet.values()]
      .filter(({ of }) => of.uri === uri && of.version === snapshot.version)
      .flatMap(({ of, states }) => unmetExpectations(snapshot, of.query, states));
  }

  forget(uri: string): void {
    for (const [key, { of }] of this.#unmet) if (of.uri === uri) this.#unmet.delete(key);
  }
}

function keyOf({ uri, query }: QueryOfText): string {
  return `${query} ${uri}`;
}
