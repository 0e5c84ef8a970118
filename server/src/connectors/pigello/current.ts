import type { HttpResponse } from "../../base/ports.ts";
import { refusal } from "../answer.ts";
import type { CurrentState, EntityKey } from "../connector.ts";
import { textOf } from "../event.ts";
import type { SourceRequest } from "../sender.ts";
import { isLast, pigelloRecords } from "./page.ts";
import { pigelloUrl, headersOf } from "./request.ts";
import type { PigelloSettings } from "./settings.ts";

/** Entities of one request: their ids stand in its address. */
const BATCH = 100;

/** Sends a page of a batch; the page's number is from 1. */
export type AskEntities = (type: string, ids: readonly string[], page: number) => Promise<HttpResponse>;

/** `GET /{app}/{model}/list/?id__in=…`, for a type such as `accounting.verification`. */
export function entitiesRequest(
  settings: PigelloSettings,
  type: string,
  ids: readonly string[],
  page: number,
  secret: string,
): SourceRequest {
  const url = pigelloUrl(settings, `${type.replace(".", "/")}/list/`);
  url.searchParams.set("id__in", ids.join(","));
  url.searchParams.set("_page", String(page));
  url.searchParams.set("_page_size", String(BATCH));
  return { method: "GET", url: url.href, headers: headersOf(settings, secret), purpose: `${ids.length} of ${type}` };
}

/** The present states of entities, in batches of one type, in the order in which they are given. */
export async function* currentStates(
  connection: string,
  entities: readonly EntityKey[],
  ask: AskEntities,
): AsyncGenerator<readonly CurrentState[]> {
  const states: CurrentState[] = entities.map(({ type, id }) =>
    isAskable(type, id) ? { status: "deleted" } : { status: "failed", reason: UNASKABLE },
  );
  const places = new Map<string, number[]>();
  entities.forEach(({ type, id }, i) => {
    if (type !== null && isAskable(type, id)) places.set(type, [...(places.get(type) ?? []), i]);
  });
  for (const [type, of] of places) {
    for (let from = 0; from < of.length; from += BATCH) {
      const batch = of.slice(from, from + BATCH);
      const found = await batchOf(
        connection,
        type,
        batch.map((i) => entities[i]?.id ?? ""),
        ask,
      );
      batch.forEach((place, i) => (states[place] = found[i] ?? { status: "failed" }));
    }
  }
  yield states;
}

const UNASKABLE = "an id or a type is none that can be asked for";

/** A type that names a list, and an id that can stand in a list of ids. */
function isAskable(type: string | null, id: string): boolean {
  return type !== null && /^[a-z]\w*\.[a-z]\w*$/i.test(type) && id !== "" && id === id.trim() && !id.includes(",");
}

/** The states of one batch. What is in no page of the answer is deleted. */
async function batchOf(
  connection: string,
  type: string,
  ids: readonly string[],
  ask: AskEntities,
): Promise<readonly CurrentState[]> {
  const found = new Map<string, CurrentState>();
  for (let page = 1; found.size < ids.length; page++) {
    const response = await ask(type, ids, page);
    if (response.status === 403) return ids.map((id) => found.get(id) ?? { status: "forbidden" });
    // Not to be let in concerns every batch.
    if (response.status === 401) throw refusal(connection, response);
    if (response.status !== 200) {
      const reason = refusal(connection, response).message;
      return ids.map((id) => found.get(id) ?? { status: "failed", reason });
    }
    const { envelope, records } = pigelloRecords(connection, response);
    const before = found.size;
    for (const record of records) found.set(textOf(record.get("id")) ?? "", { status: "found", value: record.whole() });
    if (isLast(envelope, page, records.length) || found.size === before) break;
  }
  return ids.map((id) => found.get(id) ?? { status: "deleted" });
}
