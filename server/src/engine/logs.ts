import type { ImportPreview, ImportReport } from "../../protocol/imports.ts";
import type { Files } from "../base/ports.ts";
import type { NewEvent, Store } from "../store/api.ts";
import type { ImportProfiles } from "../store/import/profiles.ts";
import type { EventDefaults } from "../store/readEvent.ts";
import type { Engine, ImportRequest, ImportWatch, Logs } from "./api.ts";
import { logStats } from "./stats.ts";

/** Reads a file into a log of a store (`store/import`). */
export type ImportFile = (
  store: Store,
  request: ImportRequest,
  files: Files,
  watch: ImportWatch,
) => Promise<ImportReport>;

/** Reads the first records of a file (`store/import/preview.ts`). */
export type PreviewImport = (request: ImportRequest, files: Files) => Promise<ImportPreview>;

/** Reads the events of a JSON or NDJSON text (`store/readEvent.ts`). */
export type ReadEvents = (text: string, defaults?: EventDefaults, firstLine?: number) => readonly NewEvent[];

export interface LogsParts {
  readonly store: Store;
  readonly files: Files;
  readonly importFile: ImportFile;
  readonly profiles: ImportProfiles;
  readonly previewImport: PreviewImport;
  readonly readEvents: ReadEvents;
  /** Runs the queries of which statistics are made. */
  readonly run: Engine["run"];
}

export function createLogs({ store, files, importFile, previewImport, profiles, readEvents, run }: LogsParts): Logs {
  return {
    create: (log, description) => store.create(log, description),
    update: (log, change) => store.update(log, change),
    append: async ({ log, text, firstLine, defaults, create }) => {
      const events = readEvents(text, defaults, firstLine);
      if (!create && !(await store.has(log))) await store.describe(log);
      const { appended, repeated } = await store.append(log, events);
      return { appended, repeated };
    },
    describe: (log) => store.describe(log),
    stats: async (log) => logStats({ run }, await store.describe(log)),
    verify: (log) => store.verify(log),
    repair: (log) => store.repair(log),
    summary: () => store.summary(),
    preview: (request) => previewImport(request, files),
    profiles: async () => profiles.list(),
    saveProfile: async (profile) => profiles.save(profile),
    import: (request, watch) => importFile(store, request, files, watch),
    delete: (log) => store.delete(log),
  };
}
