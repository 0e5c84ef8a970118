import { EvqError } from "../../base/failure.ts";
import type { Reach } from "../../base/ports.ts";

/** How far a connection lets its requests go. */
export interface Bounds {
  /** The addresses that the connection names; nothing is sent to another origin. */
  readonly addresses: readonly string[];
  readonly allowInsecure: boolean;
  readonly allowPrivate: boolean;
}

/** Refuses an address that the connection does not name, or that can be listened in to. @throws EvqError `source.insecure` */
export function checkAddress(connection: string, url: URL, { addresses, allowInsecure }: Bounds): void {
  if (!addresses.some((address) => new URL(address).origin === url.origin))
    throw new EvqError(
      "source.insecure",
      `${connection} was led to ${url.origin}, which is not the address of the connection, and nothing was sent there.`,
      "If it has moved, write the new address into the connection.",
    );
  const isPlain = url.protocol === "http:" || url.protocol === "ws:";
  if (isPlain && !allowInsecure && !isLoopback(url.hostname))
    throw new EvqError(
      "source.insecure",
      `${connection} would be asked by ${url.protocol.slice(0, -1)}, which everybody on the way can read, so nothing was sent.`,
      `Use ${url.protocol === "http:" ? "https" : "wss"}, or say in the connection that this is wanted: allowInsecure: true.`,
    );
}

/** Whether a host of a URL is this machine by its very name. */
export function isLoopback(hostname: string): boolean {
  return hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname) || /^(.+\.)?localhost$/.test(hostname);
}

/** An address that the connection names by its numbers is meant; a name may not lead inside unless the connection says so. */
export function reachOf({ hostname }: URL, { allowPrivate }: Bounds): Reach {
  if (hostname.startsWith("[") || /^\d+(\.\d+){3}$/.test(hostname)) return "any";
  return allowPrivate || isLoopback(hostname) ? "private" : "public";
}
