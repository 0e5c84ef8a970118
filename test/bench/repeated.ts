import type { Spent } from "./peer.ts";

/**
 * A question is put again until the process has computed for so many milliseconds, since one of microseconds cannot be
 * timed alone; by the clock a busy machine would leave less of it to whoever has to warm up.
 */
const ENOUGH_MS = 40;
const MOST = 2000;

/** Runs some work over and over and gives its last answer and the mean cost of one run. */
export async function repeated<T>(work: () => T | Promise<T>): Promise<Spent & { readonly answer: T }> {
  const cpu = process.cpuUsage();
  const computedMs = () => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1000;
  };
  const began = performance.now();
  let runs = 0;
  let answer: T;
  do {
    const next = work();
    answer = next instanceof Promise ? await next : next;
    runs++;
  } while (runs < MOST && (performance.now() - began < ENOUGH_MS || computedMs() < ENOUGH_MS));
  return { answer, cpuMs: computedMs() / runs, wallMs: (performance.now() - began) / runs };
}
