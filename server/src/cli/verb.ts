import type { Command } from "commander";
import type { Cancellation } from "../base/cancellation.ts";
import type { Outputs } from "../base/ports.ts";
import type { Evq, Service } from "../evq.ts";
import type { ExitCode } from "./exitCode.ts";
import type { Terminal } from "./terminal.ts";

/** One verb of the command line: its words and help, and what it does. */
export interface Verb {
  readonly register: (program: Command, context: Context) => void;
}

/** Where a server listens (0 for a free port), and who may connect. */
export interface ServeOptions {
  readonly port: number;
  readonly token: string | undefined;
  readonly origins: readonly string[];
}

export interface Serving {
  readonly url: string;
  /** Resolves when what was begun is answered and everyone is gone. */
  stop(): Promise<void>;
}

/** What verbs work with. */
export interface Context {
  readonly terminal: Terminal;
  /** Set by Ctrl+C. */
  readonly cancellation: Cancellation;
  /** The text of a file, or of standard input for `-`. @throws EvqError `file.not-found`, `file.unreadable` */
  readText(file: string): Promise<string>;
  /**
   * The lines of a file, or of standard input for `-`, those together that came together.
   * @throws EvqError `file.not-found`, `file.unreadable`
   */
  readLines(file: string): AsyncIterable<readonly string[]>;
  writeText(file: string, text: string): Promise<void>;
  /**
   * Does something with EVQ over the store that the option, the environment or the folder names, and the connections
   * of a file: the one of the option, else the folder's own.
   */
  withEvq<T>(store: string | undefined, work: (evq: Evq) => Promise<T>, connections?: string): Promise<T>;
  /** Whether that file of connections exists; one that is named is taken to. */
  hasConnections(connections: string | undefined): boolean;
  /** Files that results are written to. */
  readonly outputs: Outputs;
  /** Serves a store by the service over it, on a loopback WebSocket. @throws EvqError `serve.failed` */
  serve(service: Service, store: string | undefined, options: ServeOptions): Promise<Serving>;
  /** The token of `evq serve`: as given, from the environment, or a new one; none for `false`. */
  serveToken(given: string | false | undefined): { readonly token: string | undefined; readonly isNew: boolean };
  /** Resolves at Ctrl+C or SIGTERM. */
  untilStopped(): Promise<void>;
  /** @throws EvqError `cancelled` as soon as that is wished */
  wait(milliseconds: number, cancellation: Cancellation): Promise<void>;
  /** Whether that store exists. */
  hasStore(store: string | undefined): boolean;
  /** Makes a verb's work an action: what it gives back is the exit code, what it throws is printed. */
  act<A extends unknown[]>(work: (...given: A) => Promise<ExitCode>): (...given: A) => Promise<void>;
}

/** The command line reads and prints times in UTC. */
export const TIME_ZONE = "UTC";
