import type { Transport } from "../../src/base/ports.ts";
import { exchange } from "./http.ts";
import { openSocket } from "./socket.ts";

/**
 * Sends by Node's `http`, `https` and `tls`, which VS Code patches in its extension host: there the user's proxy and
 * certificates apply. It knows nothing of connections; whoever calls it says what may be reached.
 */
export const nodeTransport: Transport = { send: exchange, connect: openSocket };
