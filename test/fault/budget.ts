/**
 * Seconds that each area of the fault tests may take beyond its fixed seeds in every run of the tests; `npm run soak`
 * is for more. A slow machine tries fewer cases, and none fails for being slow.
 */
export const SECONDS = { crashes: 8, sweeps: 8, errors: 4, kills: 5, stops: 5, serve: 8, sync: 25 } as const;

export type Area = keyof typeof SECONDS;

/** Tries the first seeds, and then more of them as long as the area's seconds last; gives how many it tried. */
export async function withinBudget(area: Area, fixed: number, tryOne: (seed: number) => unknown): Promise<number> {
  const end = performance.now() + SECONDS[area] * 1000;
  let seed = 1;
  for (; seed <= fixed || performance.now() < end; seed++) await tryOne(seed);
  return seed - 1;
}
