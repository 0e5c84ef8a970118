import type { Cancellation } from "../../base/cancellation.ts";
import { EvqError } from "../../base/failure.ts";
import type { HttpResponse, Ports, Socket } from "../../base/ports.ts";
import type { Waiting } from "../../connectors/connector.ts";
import type { Sender, SourceRequest } from "../../connectors/sender.ts";
import { checkAddress, reachOf } from "./address.ts";
import type { Bounds } from "./address.ts";
import { Redactor } from "./redactor.ts";
import { MOST_ATTEMPTS, delayBefore, isPassing, retryAfter } from "./retry.ts";

/** What an outbox needs to know of its connection. */
export interface OutboxSettings extends Bounds {
  readonly connection: string;
  readonly timeoutMs: number;
  /** The origin that each secret is bound to, and the environment variable that may hold it, by the secret's name. */
  readonly secrets: Readonly<Record<string, { readonly origin: string; readonly variable?: string }>>;
}

/** What a sender is used by: one scan. */
export interface SenderUser {
  readonly cancellation: Cancellation;
  /** Told what is waited for; undefined when it goes on. */
  status?(waiting: Waiting | undefined): void;
  /** Told what the server's clock shows, in microseconds since 1970, by the `Date` of each answer. */
  heard?(serverTime: bigint): void;
}

/** Of one answer; a page of ten thousand large events is a tenth of that. */
const MOST_BYTES = 64_000_000;
/** Of all requests of one scan together. */
const RUN_LIMIT_MS = 60 * 60_000;
const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Everything that one connection sends goes through here. */
export class Outbox {
  readonly redactor = new Redactor();
  readonly #ports: Pick<Ports, "clock" | "timer" | "transport" | "secrets">;
  readonly #settings: OutboxSettings;

  constructor(ports: Pick<Ports, "clock" | "timer" | "transport" | "secrets">, settings: OutboxSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  senderFor(user: SenderUser): Sender {
    const until = this.#ports.clock.elapsed() + RUN_LIMIT_MS;
    return {
      send: (request) => this.#send(request, user, until),
      connect: (url, headers) => this.#connect(url, headers, user),
      secret: async (name) => (await this.#secret(name)) ?? this.#throwNoSecret(name),
      secretIfAny: (name) => this.#secret(name),
      random: () => this.#ports.timer.random(),
      guard: (credential, origin) => this.redactor.add(credential, origin),
    };
  }

  async #send(request: SourceRequest, user: SenderUser, until: number): Promise<HttpResponse> {
    const { clock, timer } = this.#ports;
    let internalErrors = 0;
    for (let made = 1; ; made++) {
      const outcome = await this.#attempt(request, user.cancellation);
      if (!(outcome instanceof EvqError) && outcome.status === 500) internalErrors++;
      if (!(outcome instanceof EvqError)) tellTime(outcome, user);
      const isOver =
        request.once ||
        made >= MOST_ATTEMPTS ||
        !(outcome instanceof EvqError || isPassing(outcome.status, { made, internalErrors }));
      const headers = outcome instanceof EvqError ? {} : outcome.headers;
      const delay = delayBefore(made, retryAfter(headers, Number(clock.now() / 1000n)), timer.random());
      if (isOver || clock.elapsed() + delay > until) {
        if (outcome instanceof EvqError) throw outcome;
        return outcome;
      }
      const reason =
        outcome instanceof EvqError ? outcome.message : `${new URL(request.url).origin} answered ${outcome.status}.`;
      const what = request.purpose === undefined ? "asking again" : `asking for ${request.purpose} again`;
      user.status?.({
        text: this.redactor.clean(
          `${reason} Waiting ${seconds(delay)} before ${what} (${made + 1} of ${MOST_ATTEMPTS}).`,
        ),
        until: Number(clock.now() / 1000n) + delay,
      });
      await timer.wait(delay, user.cancellation);
      user.status?.(undefined);
    }
  }

  /** One exchange, with the redirects that stay at the origin followed. What may pass by itself is given back. */
  async #attempt(
    { method, url, headers, body }: SourceRequest,
    cancellation: Cancellation,
  ): Promise<HttpResponse | EvqError> {
    const { connection, timeoutMs } = this.#settings;
    let address = url;
    for (let redirects = 0; ; redirects++) {
      this.#check(address, [...Object.values(headers), body ?? ""].join("\n"));
      let response: HttpResponse;
      try {
        response = await this.#ports.transport.send(
          {
            method,
            url: address,
            headers,
            ...(body !== undefined && { body }),
            timeoutMs,
            maxBytes: MOST_BYTES,
            reach: reachOf(new URL(address), this.#settings),
          },
          cancellation,
        );
      } catch (thrown) {
        if (thrown instanceof EvqError && thrown.code === "source.unreachable") return thrown;
        throw thrown;
      }
      const { location } = response.headers;
      if (!REDIRECTS.has(response.status) || location === undefined) return response;
      if (redirects >= MOST_REDIRECTS || method !== "GET" || !URL.canParse(location, address))
        throw new EvqError(
          "source.insecure",
          `${connection} was sent on to another address by ${new URL(address).origin}, and did not follow.`,
          "Write the address that answers itself into the connection.",
        );
      address = new URL(location, address).href;
    }
  }

  async #connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    { cancellation }: SenderUser,
  ): Promise<Socket> {
    this.#check(url, Object.values(headers).join("\n"));
    const reach = reachOf(new URL(url), this.#settings);
    const { timeoutMs } = this.#settings;
    return this.#ports.transport.connect({ url, headers, timeoutMs, maxBytes: MOST_BYTES, reach }, cancellation);
  }

  /** Nothing goes to an origin that the connection does not name, and no secret to another one than its own. */
  #check(address: string, sent: string): void {
    const url = new URL(address);
    checkAddress(this.#settings.connection, url, this.#settings);
    if (this.redactor.leaks(`${address}\n${sent}`, url.origin))
      throw new EvqError(
        "source.insecure",
        `A secret of ${this.#settings.connection} would have gone to ${url.origin}, to which it does not belong, so nothing was sent.`,
      );
  }

  async #secret(name: string): Promise<string | undefined> {
    const { connection, secrets } = this.#settings;
    const bound = secrets[name];
    if (!bound) return undefined;
    const { origin, variable } = bound;
    const found = await this.#ports.secrets.get({
      connection,
      origin,
      name,
      ...(variable !== undefined && { variable }),
    });
    if (found === undefined || found === "") return undefined;
    this.redactor.add(found, origin);
    return found;
  }

  #throwNoSecret(name: string): never {
    const { connection, secrets } = this.#settings;
    const variable = secrets[name]?.variable;
    const what = name === "secret" ? "secret" : name;
    throw new EvqError("source.no-secret", `The ${what} of ${connection} is not known.`, {
      text:
        variable === undefined
          ? "Sign in to it in the editor, or name an environment variable for it in the connection."
          : `Sign in to it in the editor, or set the environment variable ${variable} on the command line.`,
      command: "evq.connection.signIn",
    });
  }
}

/** An answer that was served from a cache on the way bears a `Date` of its own making, which is older: that is safe. */
function tellTime({ headers }: HttpResponse, { heard }: SenderUser): void {
  const time = Date.parse(headers["date"] ?? "");
  if (!Number.isNaN(time)) heard?.(BigInt(time) * 1000n);
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${Math.round(milliseconds / 1000)} s`;
}
