import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Peer } from "./peer.ts";

export type EvqQuestion =
  { readonly kind: "import"; readonly file: string } | { readonly kind: "run"; readonly text: string };

export interface EvqAnswer {
  readonly rows?: readonly (readonly unknown[])[];
  readonly cpuMs?: number;
  readonly wallMs?: number;
  readonly failure?: string;
}

/** EVQ over its local log, the import included in `load`. */
export function evqPeer(events: string, folder: string): Peer {
  const store = join(folder, "evq-store");
  let child: ChildProcess | undefined;
  const ask = async (question: EvqQuestion): Promise<EvqAnswer> => {
    if (!child) throw new Error("load first");
    const reply = once(child, "message") as Promise<[EvqAnswer]>;
    child.send(question);
    const [answer] = await reply;
    if (answer.failure !== undefined) throw new Error(answer.failure);
    return answer;
  };
  return {
    name: "evq",
    version: "this checkout",
    load: async () => {
      rmSync(store, { recursive: true, force: true });
      child = fork(join(import.meta.dirname, "evqProcess.ts"), [store]);
      await once(child, "message");
      await ask({ kind: "import", file: events });
    },
    run: async ({ evq }) => {
      const { rows = [], cpuMs = 0, wallMs = 0 } = await ask({ kind: "run", text: evq });
      return { rows, cpuMs, wallMs };
    },
    close: () => child?.kill(),
  };
}
