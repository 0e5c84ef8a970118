import type { Cancellation } from "./cancellation.ts";

/** Everything the core needs from the platform; the core itself does no I/O. */
export interface Ports {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly files: Files;
  readonly outputs: Outputs;
}

/** The wall clock; a run reads it once, so `now()` is fixed for the run. */
export interface Clock {
  /** Microseconds since 1970-01-01T00:00Z. */
  now(): bigint;
  /** Milliseconds that only ever grow, for measuring. */
  elapsed(): number;
}

/** What passes of itself: a run waits between two attempts, and no two clients retry in step. */
export interface Timer {
  /** @throws EvqError `cancelled` as soon as that is wished */
  wait(milliseconds: number, cancellation: Cancellation): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

/**
 * Which addresses a name may lead to. `public`: no private, loopback or link-local one; `private`: these too, but for
 * link-local ones (where clouds keep their metadata); `any`: because the user wrote that very address.
 */
export type Reach = "public" | "private" | "any";

/** What holds for everything that is sent. */
export interface Sending {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For the whole exchange; of a socket for opening it, and for each message that is waited for. */
  readonly timeoutMs: number;
  /** Of an answer or of one message, unpacked. */
  readonly maxBytes: number;
  readonly reach: Reach;
}

export interface HttpRequest extends Sending {
  readonly method: "GET" | "POST";
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An open WebSocket with text messages. */
export interface Socket {
  send(text: string): Promise<void>;
  /**
   * The next message; undefined when the other side has closed.
   * @throws EvqError `source.unreachable`, `source.unreadable`
   */
  receive(): Promise<string | undefined>;
  close(): void;
}

/**
 * The only thing that sends. It does what it is told once: no retry, no redirect followed. Limits are held while bytes
 * come in, and a cancel closes the socket.
 */
export interface Transport {
  /** @throws EvqError `source.unreachable`, `source.unreadable`, `source.insecure`, `cancelled` */
  send(request: HttpRequest, cancellation: Cancellation): Promise<HttpResponse>;
  /** @throws as `send` */
  connect(request: Sending, cancellation: Cancellation): Promise<Socket>;
}

/** A secret is bound to a connection, to the origin (scheme, host, port) that it may be sent to, and to its name there. */
export interface SecretKey {
  readonly connection: string;
  readonly origin: string;
  readonly name: string;
  /** The environment variable that the connection names for it, heeded on the command line. */
  readonly variable?: string;
}

export interface Secrets {
  /** Undefined when there is none. */
  get(key: SecretKey): Promise<string | undefined>;
}

/** Reads files a user names; throws `file.not-found` or `file.unreadable`. */
export interface Files {
  /** Size in bytes. */
  size(path: string): Promise<number>;
  /** The bytes of a file in order, in chunks. */
  read(path: string): AsyncIterable<Uint8Array>;
  /** The one name of a file that does not depend on where the program runs. */
  absolute(path: string): string;
  sha256(): Hash;
  /** Unpacks gzip (RFC 1952, several members included) as it comes; rejects what is damaged or cut off. */
  gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

/** A sum over bytes that come one after the other. */
export interface Hash {
  add(bytes: Uint8Array): void;
  /** Over what was added until now, in hex; more can be added. */
  digest(): string;
}

/** Writes files a user names, and keeps what has to wait meanwhile. */
export interface Outputs {
  /** A file that is there whole or not at all. @throws EvqError `file.unwritable` */
  create(path: string): Promise<FileSink>;
  spool(): Spool;
}

/** Where a result is written to: a terminal, a pipe, a file. */
export interface Sink {
  /** Resolves when more may be written, so a slow reader holds the writer back. */
  write(piece: string | Uint8Array): Promise<void>;
  readonly isTerminal: boolean;
}

export interface FileSink extends Sink {
  /** Bytes written until now. */
  readonly size: number;
  /** Puts the file in its place, whatever stood there. */
  commit(): Promise<void>;
  /** Leaves things as they were. */
  abandon(): Promise<void>;
}

/** Rows of texts that wait until the last has come; memory does not grow with them. */
export interface Spool {
  add(row: readonly string[]): void;
  rows(): Iterable<readonly string[]>;
  close(): void;
}
