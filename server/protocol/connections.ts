import type { Failure } from "./failure.ts";

/** A connection that is set up, for people. Nothing in it is secret. */
export interface ConnectionSummary {
  readonly name: string;
  readonly kind: string;
  /** The kind in words. */
  readonly title: string;
  /** The addresses it names, the main one first; empty when it is broken. */
  readonly addresses: readonly string[];
  /** Logs that every system of the kind has; empty where they are the system's own. */
  readonly logs: readonly string[];
  readonly place: "workspace" | "user";
  /** The file, or the setting, that declares it. */
  readonly path: string;
  readonly state: "ready" | "broken" | "untrusted";
  readonly problems: readonly string[];
  /** Whether it may be asked over a way that can be listened in to. */
  readonly isInsecure: boolean;
  readonly secrets: readonly SecretState[];
  readonly lastUse?: { readonly at: string; readonly failure?: Failure };
}

/** A secret of a connection: where it goes, and whether there is one. */
export interface SecretState {
  readonly name: string;
  readonly title: string;
  readonly origin: string;
  readonly isKnown: boolean;
  readonly optional?: true;
}

export interface ConnectionList {
  readonly connections: readonly ConnectionSummary[];
  /** What is wrong with whole files. */
  readonly problems: readonly string[];
}

/** What came of asking a connection for its newest event. */
export interface ConnectionTest {
  readonly name: string;
  /** One sentence: what answered, or what went wrong. */
  readonly message: string;
  readonly failure?: Failure;
}

/** A kind of system that connections can be added to, and what must be known of one. */
export interface ConnectionKind {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly keys: readonly ConnectionKey[];
}

export interface ConnectionKey {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly type: "text" | "url" | "texts";
  /** Of texts by name: the names that are asked for. */
  readonly names?: readonly string[];
}
