import type { Store } from "../store/api.ts";
import type { Connector } from "./connector.ts";
import { storeConnector } from "./store/index.ts";

/** What connectors are made from. */
export interface ConnectorParts {
  readonly store: Store;
}

/** Every kind of source that can be run against, by the kind's name in the catalog. */
export const CONNECTORS: Readonly<Record<string, (parts: ConnectorParts) => Connector>> = {
  local: ({ store }) => storeConnector(store),
};
