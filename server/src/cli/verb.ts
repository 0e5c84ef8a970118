import type { Command } from "commander";
import type { Cancellation } from "../base/cancellation.ts";
import type { Evq } from "../evq.ts";
import type { ExitCode } from "./exitCode.ts";
import type { Terminal } from "./terminal.ts";

/** One verb of the command line: its words and help, and what it does. */
export interface Verb {
  readonly register: (program: Command, context: Context) => void;
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
  /** Does something with EVQ over the store that the option, the environment or the folder names. */
  withEvq<T>(store: string | undefined, work: (evq: Evq) => Promise<T>): Promise<T>;
  /** Whether that store exists. */
  hasStore(store: string | undefined): boolean;
  /** Makes a verb's work an action: what it gives back is the exit code, what it throws is printed. */
  act<A extends unknown[]>(work: (...given: A) => Promise<ExitCode>): (...given: A) => Promise<void>;
}

/** The command line reads and prints times in UTC. */
export const TIME_ZONE = "UTC";
