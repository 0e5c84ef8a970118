import type { Evq } from "../evq.ts";
import { queryPlace } from "./queryPlace.ts";

/** Runs the query at the cursor, or of a code lens, and shows its rows; the focus stays in the editor. */
export async function run({ wire, runs, results, parameters }: Evq, ...args: readonly unknown[]): Promise<void> {
  const place = await queryPlace(args);
  if (!place) return;
  const needs = await wire.request("evq/run/parameters", place);
  const given = await parameters.ask(place.uri, needs);
  if (!given) return;
  await Promise.all([results.show(), runs.start(place, given)]);
}
