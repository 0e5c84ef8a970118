import { window } from "vscode";
import type { Wire } from "../wire.ts";
import type { QueryPlace } from "./tabs.ts";

/** Asks before a query with `into` writes to a log. */
export class KeepingConfirmation {
  readonly #wire: Pick<Wire, "request">;
  /** Logs that need no question in this window any more. */
  readonly #allowed = new Set<string>();

  constructor(wire: Pick<Wire, "request">) {
    this.#wire = wire;
  }

  /** Whether the query may run: one that only reads may. */
  async allows(place: QueryPlace): Promise<boolean> {
    const keeps = await this.#wire.request("evq/run/keeps", place);
    if (keeps === null || this.#allowed.has(keeps.log)) return true;
    const { log, checkpoint } = keeps;
    const detail = [
      "Each event is kept once, also when it comes again.",
      ...(checkpoint === undefined
        ? []
        : [`The checkpoint "${checkpoint}" moves with them, so they do not come again.`]),
    ].join(" ");
    const [run, always] = ["Run", "Run, and Do Not Ask Again"];
    const question = `Keep the rows of this query in local.${log}?`;
    const chosen = await window.showWarningMessage(question, { modal: true, detail }, run, always);
    if (chosen === always) this.#allowed.add(log);
    return chosen !== undefined;
  }
}
