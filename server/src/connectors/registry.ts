import type { Store } from "../store/api.ts";
import type { Connector } from "./connector.ts";
import { akeneo } from "./akeneo/index.ts";
import { codebolt } from "./codebolt/index.ts";
import { contember } from "./contember/index.ts";
import { opencontent } from "./opencontent/index.ts";
import { pigello } from "./pigello/index.ts";
import type { RemoteKind } from "./remote.ts";
import { storeConnector } from "./store/index.ts";

/** What connectors are made from that need no connection to be set up. */
export interface ConnectorParts {
  readonly store: Store;
}

/** Sources that are always there, by the kind's name in the catalog. */
export const CONNECTORS: Readonly<Record<string, (parts: ConnectorParts) => Connector>> = {
  local: ({ store }) => storeConnector(store),
};

/** Kinds of systems that connections can be set up to, by the kind's name in the catalog. */
export const REMOTE_KINDS: Readonly<Record<string, RemoteKind>> = { pigello, contember, akeneo, opencontent, codebolt };
