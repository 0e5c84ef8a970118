import { describe, expect, test } from "vitest";
import { SECONDS } from "../budget.ts";
import { addFigures, syncRound } from "./syncRound.ts";
import { SYSTEMS } from "./world.ts";
import type { System } from "./world.ts";

/** Requests of EVQ for each one of a client that loses events, at most. Moments of more events than a page holds, whose order is another one each time, are read until nothing can be missing. */
const PRICES: Readonly<Record<System, number>> = {
  pigello: 6,
  contember: 3.4,
  opencontent: 4,
  akeneo: 4.5,
  codebolt: 8,
};

describe.each(SYSTEMS)("syncs from a faulty %s", (system) => {
  test("lose nothing, repeat nothing, and tell every gap, where a naive client loses events", async () => {
    const end = performance.now() + (SECONDS.sync * 1000) / SYSTEMS.length;
    // The first of OpenContent's stories has no migration, so that even a naive client loses nothing.
    let seed = system === "opencontent" ? 2 : 1;
    let figures = await syncRound(system, seed++);
    while (performance.now() < end) figures = addFigures(figures, await syncRound(system, seed++));
    const { requests, naiveRequests, naiveLost } = figures;
    console.log(
      `${system}: seeds to ${seed - 1}, ${(requests / naiveRequests).toFixed(2)} times the requests, ${JSON.stringify(figures)}`,
    );
    expect(naiveLost).toBeGreaterThan(0);
    expect(requests / naiveRequests).toBeLessThan(PRICES[system]);
  });
});
