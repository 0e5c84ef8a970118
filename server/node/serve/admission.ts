import { timingSafeEqual } from "node:crypto";
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Who may connect. */
export interface Admission {
  /** Undefined when whoever can reach the port may. */
  readonly token: string | undefined;
  /** Origins of web pages that may, with the token. */
  readonly origins: readonly string[];
}

/** A status to refuse with, and why. */
export interface Refusal {
  readonly status: 401 | 403 | 404;
  readonly reason: string;
}

export const PATH = "/codebolt";

/**
 * Whether a request may open a connection. Loopback is no protection by itself: every web page can reach it. So the
 * host must be this machine by its own name (a page that rebinds its DNS name sends that name), a page must come from
 * an allowed origin and know the token, and everyone else must know the token.
 */
export function refusalOf(request: IncomingMessage, port: number, admission: Admission): Refusal | undefined {
  const { headers, url = "" } = request;
  const hosts = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${port}`);
  const host = headers.host?.toLowerCase() ?? "";
  if (!hosts.includes(host)) return { status: 403, reason: "the host is not this machine's loopback address" };
  const address = URL.parse(url, `http://${host}`);
  if (address?.pathname !== PATH) return { status: 404, reason: `there is only ${PATH}` };
  const { origin } = headers;
  if (origin !== undefined && admission.token === undefined)
    return { status: 403, reason: "web pages are refused where no token is asked for" };
  if (origin !== undefined && !admission.origins.includes(origin.toLowerCase()))
    return { status: 403, reason: "web pages of this origin are not allowed" };
  if (admission.token !== undefined && !isSame(givenToken(request, address), admission.token))
    return { status: 401, reason: "the token is missing or wrong" };
  return undefined;
}

function givenToken({ headers }: IncomingMessage, address: URL): string {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  return bearer ?? address.searchParams.get("token") ?? "";
}

/** Compares in a time that does not tell where they differ. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
