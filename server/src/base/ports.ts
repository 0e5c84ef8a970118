/** Everything the core needs from the platform; the core itself does no I/O. */
export interface Ports {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly files: Files;
}

/** The wall clock; a run reads it once, so `now()` is fixed for the run. */
export interface Clock {
  /** Microseconds since 1970-01-01T00:00Z. */
  now(): bigint;
  /** Milliseconds that only ever grow, for measuring. */
  elapsed(): number;
}

export interface TransportRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface TransportResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The only thing that sends. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
}

/** Secrets are keyed by connection name and origin (scheme, host, port). */
export interface Secrets {
  get(connection: string, origin: string): Promise<string | undefined>;
}

/** Reads files a user names; throws `file.not-found` or `file.unreadable`. */
export interface Files {
  /** Size in bytes. */
  size(path: string): Promise<number>;
  /** The bytes of a file in order, in chunks. */
  read(path: string): AsyncIterable<Uint8Array>;
}
