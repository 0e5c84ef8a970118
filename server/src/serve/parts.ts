import type { JsonTree } from "../base/json.ts";
import type { Clock } from "../base/ports.ts";
import type { Engine } from "../engine/api.ts";
import type { NewEvent, Store } from "../store/api.ts";
import type { EventDefaults } from "../store/readEvent.ts";

/** What the answers are made of. */
export interface ServiceParts {
  readonly store: Store;
  readonly run: Engine["run"];
  readonly clock: Clock;
  /** The event that parsed JSON says (`store/readEvent.ts`). @throws EvqError `event.invalid` */
  readonly readEvent: (tree: JsonTree, defaults: EventDefaults, place: string) => NewEvent;
  /** Told what is a defect of EVQ's own, for its log. */
  readonly defect: (thrown: unknown) => void;
}
