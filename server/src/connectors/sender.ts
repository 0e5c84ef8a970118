import type { HttpResponse, Socket } from "../base/ports.ts";

/**
 * How a connector reaches its system, for the length of one scan. Retries, limits, waiting, redirects and where a
 * secret may go are the sender's business; a connector says what to send and reads what comes back.
 */
export interface Sender {
  /**
   * Answers with whatever came back once no retry is due, so also with a refusal.
   * @throws EvqError `source.unreachable`, `source.unreadable`, `source.insecure`, `source.no-secret`, `cancelled`
   */
  send(request: SourceRequest): Promise<HttpResponse>;
  /** @throws as `send` */
  connect(url: string, headers: Readonly<Record<string, string>>): Promise<Socket>;
  /**
   * A secret of the connection by its name there. It is sent to no other origin than the one it is bound to.
   * @throws EvqError `source.no-secret`
   */
  secret(name: string): Promise<string>;
  /** The same, undefined where there is none. */
  secretIfAny(name: string): Promise<string | undefined>;
  /** Treats a credential that was fetched like a secret that is bound to an origin. */
  guard(credential: string, origin: string): void;
  /** At least 0, less than 1; for ids of requests. */
  random(): number;
}

/** One request to the connection's system. */
export interface SourceRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What the request is for, in a progress message: `page 3`. */
  readonly purpose?: string;
  /** Whether sending it twice might do something twice, so that it is sent once. */
  readonly once?: true;
}
