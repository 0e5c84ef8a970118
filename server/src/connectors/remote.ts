import type { LogSource } from "../query/query.ts";
import type { Connector, ScanContext } from "./connector.ts";
import type { Sender } from "./sender.ts";
import type { DeclaredKind } from "./settings/file.ts";
import type { CommonSettings, SettingsOf, Shape } from "./settings/shape.ts";

/** A secret that connections of a kind have, or may have. */
export interface SecretNeed {
  readonly name: string;
  /** What it is called where the user gets it: *Client secret*. */
  readonly title: string;
  /** The only origin that it is sent to. */
  readonly origin: string;
  readonly optional?: true;
}

export interface RemoteParts {
  /** The connection's name, which is the `source` of its events. */
  readonly name: string;
  readonly senderOf: (context: ScanContext) => Sender;
}

/** A kind of system that is reached over a network: what its connections say, need, and can do. */
export interface RemoteKind extends DeclaredKind {
  /** Every address that a connection names. */
  addresses(settings: Readonly<Record<string, unknown>>): readonly string[];
  secrets(settings: Readonly<Record<string, unknown>>): readonly SecretNeed[];
  /** The connector for each of the system's logs. */
  connect(settings: Readonly<Record<string, unknown>>, parts: RemoteParts): (source: LogSource) => Connector;
}

/** Makes a kind out of functions over its own settings; the reader has checked them by the same keys. */
export function remoteKind<S extends Shape>(kind: {
  readonly keys: S;
  readonly secretNames: readonly string[];
  readonly addresses: (settings: SettingsOf<S> & CommonSettings) => readonly string[];
  readonly secrets: (settings: SettingsOf<S> & CommonSettings) => readonly SecretNeed[];
  readonly connect: (settings: SettingsOf<S> & CommonSettings, parts: RemoteParts) => (source: LogSource) => Connector;
}): RemoteKind {
  return kind;
}
