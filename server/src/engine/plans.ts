import type { Capabilities } from "../plan/capabilities.ts";
import type { CapabilitiesOf, Plan } from "../plan/plan.ts";
import type { LogSource, Query } from "../query/query.ts";
import { rewriteQuery } from "../query/rewrite.ts";
import type { ComparisonPlan } from "./comparison.ts";

/** A grounded query and how it is answered. */
export interface Planned {
  readonly query: Query;
  readonly planned: Plan | ComparisonPlan;
}

interface Kept extends Planned {
  readonly timeZone: string;
  /** What the sources could do when it was planned. */
  readonly capabilities: ReadonlyMap<LogSource, Capabilities>;
}

/**
 * Keeps the plans of bound queries in which nothing depends on when and with what they run, so that the same query needs
 * no new one when it runs again.
 */
export class Plans {
  readonly #kept = new WeakMap<Query, Kept>();
  readonly #isFixed = new WeakMap<Query, boolean>();

  /** @param make grounds and plans the query, asking what its sources can do by the function that it is given */
  of(
    query: Query,
    timeZone: string,
    capabilitiesOf: CapabilitiesOf,
    make: (capabilitiesOf: CapabilitiesOf) => Planned,
  ): Planned {
    const kept = this.#kept.get(query);
    if (kept?.timeZone === timeZone && isSame(kept.capabilities, capabilitiesOf)) return kept;
    const capabilities = new Map<LogSource, Capabilities>();
    const made = make((source) => {
      const found = capabilitiesOf(source);
      capabilities.set(source, found);
      return found;
    });
    if (this.#fixed(query)) this.#kept.set(query, { ...made, timeZone, capabilities });
    return made;
  }

  #fixed(query: Query): boolean {
    let isFixed = this.#isFixed.get(query);
    if (isFixed === undefined) this.#isFixed.set(query, (isFixed = dependsOnNothing(query)));
    return isFixed;
  }
}

function isSame(capabilities: Kept["capabilities"], capabilitiesOf: CapabilitiesOf): boolean {
  for (const [source, known] of capabilities) if (capabilitiesOf(source) !== known) return false;
  return true;
}

function dependsOnNothing(query: Query): boolean {
  let found = query.since === undefined;
  rewriteQuery(query, (expression) => {
    if (expression.kind === "now" || expression.kind === "ago" || expression.kind === "parameter") found = false;
    return expression;
  });
  return found;
}
