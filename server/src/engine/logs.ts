import type { ImportReport } from "../../protocol/results.ts";
import type { Files } from "../base/ports.ts";
import type { Store } from "../store/api.ts";
import type { ImportRequest, ImportWatch, Logs } from "./api.ts";

/** Reads a file into a log of a store (`store/import`). */
export type ImportFile = (
  store: Store,
  request: ImportRequest,
  files: Files,
  watch: ImportWatch,
) => Promise<ImportReport>;

export function createLogs(store: Store, files: Files, importFile: ImportFile): Logs {
  return {
    summary: () => store.summary(),
    import: (request, watch) => importFile(store, request, files, watch),
    delete: (log) => store.delete(log),
  };
}
