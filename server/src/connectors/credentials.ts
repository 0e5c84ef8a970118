import { base64 } from "../base/base64.ts";
import type { JsonTree } from "../base/json.ts";
import { jsonOf } from "./answer.ts";
import { unreadableAnswer } from "./unreadable.ts";
import type { HttpResponse } from "../base/ports.ts";
import type { Sender } from "./sender.ts";

/** The header of HTTP Basic (RFC 7617) for a user and a secret of the connection, bound to the origin it is for. */
export async function basicAuthorization(
  sender: Sender,
  user: string,
  secret: string,
  origin: string,
): Promise<string> {
  const credentials = base64(`${user}:${await sender.secret(secret)}`);
  sender.guard(credentials, origin);
  return `Basic ${credentials}`;
}

/** A credential that a connection fetches when it needs one and keeps until it is refused. */
export class FetchedToken {
  #token: Promise<string> | undefined;

  /** Sends with the token at hand; when that is refused, once more with a new one. */
  async use(fetch: () => Promise<string>, send: (token: string) => Promise<HttpResponse>): Promise<HttpResponse> {
    const known = this.#token;
    const first = await send(await this.#get(fetch));
    if (first.status !== 401) return first;
    // Another scan may have fetched a new one meanwhile.
    if (this.#token === known || known === undefined) this.#token = undefined;
    return send(await this.#get(fetch));
  }

  #get(fetch: () => Promise<string>): Promise<string> {
    if (this.#token) return this.#token;
    const fetching = fetch();
    fetching.catch(() => (this.#token = undefined));
    return (this.#token = fetching);
  }
}

/** The `access_token` of an OAuth answer (RFC 6749, section 5.1), bound to the origin it is for. */
export function accessToken(connection: string, response: HttpResponse, sender: Sender, origin: string): string {
  const tree = jsonOf(connection, response);
  const token = tree instanceof Map ? (tree as ReadonlyMap<string, JsonTree>).get("access_token") : undefined;
  if (typeof token !== "string" || token === "") throw unreadableAnswer(connection, "there is no access_token in it");
  sender.guard(token, origin);
  return token;
}
