import { lookup as resolve } from "node:dns";
import { BlockList, isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { EvqError } from "../../src/base/failure.ts";
import type { Reach } from "../../src/base/ports.ts";

/** Where clouds keep credentials of their machines, and other addresses that lead no further than the next switch. */
const linkLocal = blocks(["169.254.0.0", 16], ["fe80::", 10], ["fd00:ec2::254", 128], ["100.100.100.200", 32]);

/** Loopback, private and shared ranges, and what stands for "this machine" (IANA special-purpose registries). */
const inside = blocks(
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["::", 128],
  ["::1", 128],
  ["64:ff9b:1::", 48],
  ["fc00::", 7],
);

function blocks(...ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of ranges) list.addSubnet(net, prefix, isIP(net) === 4 ? "ipv4" : "ipv6");
  return list;
}

/** Whether an IP address lies within what may be reached. An IPv4 address in IPv6 clothes is looked at as what it is. */
export function mayReach(address: string, reach: Reach): boolean {
  if (reach === "any") return true;
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  if (linkLocal.check(address, family)) return false;
  return reach === "private" || !inside.check(address, family);
}

/** Refuses a URL whose host is itself an address that may not be reached; `lookup` is not asked about those. */
export function checkLiteral(url: URL, reach: Reach): void {
  const address = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0 && !mayReach(address, reach)) throw outOfReach(url.hostname, address);
}

/** Resolves a name and refuses it when any of its addresses may not be reached, so nothing is sent there. */
export function guardedLookup(reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "");
      const refused = found.find(({ address }) => !mayReach(address, reach));
      if (refused) return callback(outOfReach(hostname, refused.address), "");
      const [first] = found;
      if (options.all) callback(null, found);
      else callback(null, first?.address ?? "", first?.family);
    });
  };
}

function outOfReach(host: string, address: string): EvqError {
  return new EvqError(
    "source.insecure",
    `${host} leads to ${address}, an address inside of a network, and nothing was sent there.`,
    "If that is meant, say so in the connection: `allowPrivate: true`.",
  );
}
