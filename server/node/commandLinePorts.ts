import type { Ports, Secrets } from "../src/base/ports.ts";
import { localPorts } from "./ports.ts";
import { nodeTransport } from "./transport/transport.ts";

/** What the command line's own process gives the core. */
export const commandLinePorts: Ports = {
  ...localPorts,
  transport: nodeTransport,
  secrets: environmentSecrets(),
};

/** A secret comes from the environment variable that its connection names, and from nowhere else. */
function environmentSecrets(): Secrets {
  return {
    get: ({ variable }) => Promise.resolve(variable === undefined ? undefined : process.env[variable] || undefined),
  };
}
