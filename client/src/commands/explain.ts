import type { Evq } from "../evq.ts";
import { queryPlace } from "./queryPlace.ts";

/** Shows beside the query what its source does, what is done here, and why. */
export async function explain({ wire, documents }: Evq, ...args: readonly unknown[]): Promise<void> {
  const place = await queryPlace(args);
  if (!place) return;
  const { title, text } = await wire.request("evq/explain", place);
  await documents.show(`Plan of ${title}`, text);
}
