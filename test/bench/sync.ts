import { addFigures, syncRound } from "../fault/sync/syncRound.ts";
import type { SyncFigures } from "../fault/sync/syncRound.ts";
import { SYSTEMS } from "../fault/sync/world.ts";
import type { System } from "../fault/sync/world.ts";

/** What syncs of one simulated system took, in all stories together. */
interface SyncPrice {
  readonly system: System;
  readonly stories: number;
  /** Requests of EVQ for each one of a client that loses events. */
  readonly price: number;
  readonly figures: SyncFigures;
  /** Milliseconds of processor time a story. */
  readonly cpuMs: number;
}

/**
 * Counts the requests of syncs from faulty simulated systems beside those of the naive client in the same stories, which
 * loses events. Nothing waits: the clock is simulated, so only the processor time depends on the machine.
 * @throws Error where a sync loses an event in silence or keeps one twice
 */
export async function benchSync(stories: number, only: string): Promise<readonly SyncPrice[]> {
  const prices: SyncPrice[] = [];
  for (const system of SYSTEMS) {
    if (!system.includes(only)) continue;
    let figures: SyncFigures | undefined;
    const before = process.cpuUsage();
    for (let seed = 1; seed <= stories; seed++) figures = addFigures(figures, await syncRound(system, seed));
    if (!figures) continue;
    const { user, system: kernel } = process.cpuUsage(before);
    const { requests, naiveRequests, naiveLost, events, told, gaps } = figures;
    const price = requests / naiveRequests;
    const cpuMs = (user + kernel) / 1000 / stories;
    prices.push({ system, stories, price, figures, cpuMs });
    console.log(
      `${system}: ${price.toFixed(2)} requests for each of the naive client's (${requests} and ${naiveRequests}); ` +
        `${events} events, ${told} dropped by the source and told in ${gaps} gaps; the naive client loses ${naiveLost}; ` +
        `${cpuMs.toFixed(0)} ms of processor a story`,
    );
  }
  return prices;
}
