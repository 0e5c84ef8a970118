import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Peer } from "./peer.ts";
import type { PeerAnswer, PeerQuestion } from "./peerProcess.ts";
import type { BenchQuery } from "./queries.ts";

export interface ForkedPeer {
  readonly name: string;
  readonly version: string;
  /** The module, in this folder, and its arguments. */
  readonly module: string;
  readonly arguments: readonly string[];
  readonly once?: boolean;
  readonly text: (query: BenchQuery) => string | undefined;
  /** Before it loads. */
  readonly prepare?: () => void;
}

/** The next message of a process, or that it ended. */
function reply(child: ChildProcess, name: string): Promise<PeerAnswer> {
  return new Promise((resolve) => {
    const ended = () => resolve({ failure: `${name} ended` });
    child.once("exit", ended);
    child.once("message", (answer) => {
      child.off("exit", ended);
      resolve(answer as PeerAnswer);
    });
  });
}

/** A system that runs in a Node process of its own. */
export function forkedPeer(events: string, peer: ForkedPeer): Peer {
  let child: ChildProcess | undefined;
  const ask = async (question: PeerQuestion) => {
    if (!child) throw new Error("load first");
    child.send(question);
    const answer = await reply(child, peer.name);
    if ("failure" in answer) throw new Error(`${peer.name}: ${answer.failure}`);
    return answer;
  };
  return {
    name: peer.name,
    version: peer.version,
    ...(peer.once && { once: true }),
    load: async (isKept) => {
      if (!isKept) peer.prepare?.();
      child = fork(join(import.meta.dirname, peer.module), peer.arguments, { serialization: "advanced" });
      await once(child, "message");
      const spent = await ask({ kind: "load", events, isKept });
      return isKept ? undefined : spent;
    },
    run: (query) => {
      const text = peer.text(query);
      return text === undefined ? Promise.resolve(undefined) : ask({ kind: "run", text });
    },
    close: () => child?.kill("SIGKILL"),
  };
}
