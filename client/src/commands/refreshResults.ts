import type { Evq } from "../evq.ts";
import { queryPlace } from "./queryPlace.ts";
import { runPlaces } from "./runPlaces.ts";

/** Runs a query again and asks its sources, also where its result is known from before; without a place the one that is shown. */
export async function refreshResults(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const place = args.length > 0 ? await queryPlace(args) : (evq.runs.active?.place ?? (await queryPlace([])));
  if (place) await runPlaces(evq, [place], true);
}
