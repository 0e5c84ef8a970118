import type { Evq } from "../evq.ts";
import { isCell, runCell } from "../runs/cells.ts";
import type { QueryPlace } from "../runs/runs.ts";

/**
 * Runs queries in the order given; their parameters are asked for before the first one starts. The focus stays where it
 * is. A query of a notebook is run with its cell. Nothing starts when the user does not want one of them to keep its rows.
 * With `fresh` no rows of an earlier run are shown.
 */
export async function runPlaces(
  { runs, results, parameters, keeping }: Evq,
  places: readonly QueryPlace[],
  fresh = false,
): Promise<void> {
  const [first] = places;
  if (first && isCell(first.uri)) return runCell(first.uri);
  const starts: (() => Promise<void>)[] = [];
  for (const place of places) {
    const values = await parameters.values(place);
    if (!values || !(await keeping.allows(place))) return;
    starts.push(() => runs.start(place, values, fresh));
  }
  if (starts.length === 0) return;
  const showing = results.show();
  for (const start of starts) await start();
  await showing;
}
