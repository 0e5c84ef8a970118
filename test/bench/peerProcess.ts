import type { Spent } from "./peer.ts";

/** What a system in a process of its own is asked, and what it answers. */
export type PeerQuestion =
  | { readonly kind: "load"; readonly events: string; readonly isKept: boolean }
  | { readonly kind: "run"; readonly text: string };

export type PeerAnswer = (Spent & { readonly rows: readonly (readonly unknown[])[] }) | { readonly failure: string };

export interface System {
  /** `isKept`: an earlier run has loaded them already. */
  load(events: string, isKept: boolean): Promise<void>;
  run(text: string): Promise<Spent & { readonly rows: readonly (readonly unknown[])[] }>;
}

/** Answers what the parent process asks, one question after the other; its CPU time is the system's own. */
export function serve(system: System): void {
  process.on("message", (question: PeerQuestion) => {
    void answer(system, question).then((reply) => process.send?.(reply));
  });
  process.send?.({ ready: true });
}

async function answer(system: System, question: PeerQuestion): Promise<PeerAnswer> {
  try {
    if (question.kind === "run") return await system.run(question.text);
    const cpu = process.cpuUsage();
    const began = performance.now();
    await system.load(question.events, question.isKept);
    const { user, system: kernel } = process.cpuUsage(cpu);
    return { rows: [], cpuMs: (user + kernel) / 1000, wallMs: performance.now() - began };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
