import initSqlJs from "sql.js";
import { Json } from "../../server/src/base/value.ts";
import type { LogDatabase, NewEvent, Store } from "../../server/src/store/api.ts";
import type { EventDraft } from "../../server/src/store/drafts.ts";
import type { FileSystem } from "../../server/src/store/fileSystem.ts";
import { openStore } from "../../server/src/store/openStore.ts";
import { tickingClock } from "./clock.ts";

export const sqlJs = await initSqlJs();

export function storeOn(fileSystem: FileSystem, path = "/store", program = "test", segmentEvents = 65_536): Store {
  return openStore({ path, fileSystem, sql: sqlJs, clock: tickingClock(), program, patienceMs: 5, segmentEvents });
}

/** Events that tell each other apart by what they carry. */
export function newEvents(...names: readonly string[]): readonly NewEvent[] {
  return names.map((name) => ({ type: "made", stream: "s", payload: new Json(JSON.stringify({ name })) }));
}

export function drafts(...names: readonly string[]): readonly EventDraft[] {
  const nothing = { id: null, sequence: null, entityType: null, entityId: null, actor: null, odd: false };
  const noJson = { metadata: null, old: null, new: null, raw: null };
  return names.map((name) => ({
    ...nothing,
    ...noJson,
    stream: "s",
    type: "made",
    timestamp: 1,
    payload: JSON.stringify({ name }),
  }));
}

/** The names that a log's events carry, by lsn. */
export function namesIn(log: LogDatabase): ReadonlyMap<number, string> {
  const [result] = log.database().exec("SELECT lsn, payload ->> 'name' FROM event ORDER BY lsn");
  return new Map((result?.values ?? []).map(([lsn, name]) => [Number(lsn), String(name)]));
}

/** The code of the failure with which a promise rejects. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
