import type { FieldMapping } from "../../../server/protocol/imports.ts";

/** A log that the samples need, as `samples/data/import.json` lists it. */
export interface SampleLog {
  readonly file: string;
  readonly log: string;
  readonly mapping: FieldMapping;
}

const flags: Readonly<Record<string, keyof FieldMapping>> = {
  "--timestamp": "timestamp",
  "--type": "type",
  "--stream": "stream",
  "--id": "id",
  "--actor": "actor",
  "--entity-type": "entityType",
  "--entity-id": "entityId",
};

/** The samples in their order, as `samples/tour.json` lists them: where there is no disk, a folder cannot be listed. */
export function readTour(json: string): readonly string[] {
  const files: unknown = JSON.parse(json);
  return Array.isArray(files) ? files.filter((file) => typeof file === "string") : [];
}

/** Reads the list; its mappings are written as the flags of `evq import`. @throws Error when it is not such a list */
export function readSampleLogs(json: string): readonly SampleLog[] {
  const rows: unknown = JSON.parse(json);
  if (!Array.isArray(rows)) throw new Error("The list of sample logs is not a list.");
  return rows.map((row: unknown) => {
    const { file, log, flags: given } = row as Readonly<Record<string, unknown>>;
    if (typeof file !== "string" || typeof log !== "string") throw new Error("A sample log has no file or no name.");
    return { file, log, mapping: mappingOf(Array.isArray(given) ? given : []) };
  });
}

function mappingOf(given: readonly unknown[]): FieldMapping {
  const mapping: Partial<Record<keyof FieldMapping, string>> = {};
  for (let at = 0; at + 1 < given.length; at += 2) {
    const name = flags[String(given[at])];
    if (name !== undefined) mapping[name] = String(given[at + 1]);
  }
  return mapping;
}
