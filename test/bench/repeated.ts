import type { Spent } from "./peer.ts";

/** A question is put again until so many milliseconds have passed, since one of microseconds cannot be timed alone. */
const ENOUGH_MS = 40;
const MOST = 2000;

/** Runs some work over and over and gives its last answer and the mean cost of one run. */
export async function repeated<T>(work: () => T | Promise<T>): Promise<Spent & { readonly answer: T }> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  let runs = 0;
  let answer: T;
  do {
    const next = work();
    answer = next instanceof Promise ? await next : next;
    runs++;
  } while (runs < MOST && performance.now() - began < ENOUGH_MS);
  const wallMs = (performance.now() - began) / runs;
  const { user, system } = process.cpuUsage(cpu);
  return { answer, cpuMs: (user + system) / 1000 / runs, wallMs };
}
