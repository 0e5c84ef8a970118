import type { ExportReport, RunState } from "../protocol/results.ts";
import type { Cancellation } from "./base/cancellation.ts";
import type { Ports } from "./base/ports.ts";
import { CONNECTORS, REMOTE_KINDS } from "./connectors/registry.ts";
import type { Engine, Runs } from "./engine/api.ts";
import type { ReadConnectionsTexts } from "./engine/connections.ts";
import { createEngine } from "./engine/engine.ts";
import type { ImportFile } from "./engine/logs.ts";
import { exportRun } from "./export/exportRun.ts";
import type { ExportRequest } from "./export/exportRun.ts";
import { createRuns } from "./engine/runs.ts";
import { bind } from "./query/bind.ts";
import type { BindSettings, BoundDocument, BoundParameter } from "./query/bind.ts";
import type { Catalog, ConnectionEntry } from "./query/catalog.ts";
import { SOURCE_KINDS, catalogOf } from "./query/kinds.ts";
import { literalReader, readParameters } from "./query/parameterText.ts";
import type { Constant } from "./query/query.ts";
import { createService } from "./serve/service.ts";
import type { Service } from "./serve/service.ts";
import type { Store } from "./store/api.ts";
import { importFile } from "./store/import/importFile.ts";
import { previewImport } from "./store/import/preview.ts";
import { importProfiles } from "./store/import/profiles.ts";
import type { ImportProfiles } from "./store/import/profiles.ts";
import { openStore } from "./store/openStore.ts";
import type { StoreOptions } from "./store/openStore.ts";
import { readEvent, readEvents } from "./store/readEvent.ts";
import { parse } from "./syntax/parse.ts";
import type { Problem } from "./syntax/problem.ts";

export { selectsNothing } from "./engine/columns.ts";
export { profileNamed } from "./store/import/profiles.ts";
export type { Service } from "./serve/service.ts";
export { format as formatText } from "./syntax/print.ts";

export interface EvqSettings {
  readonly store: Store;
  readonly importFile: ImportFile;
  readonly profiles: ImportProfiles;
  /** Told of defects of EVQ's own that are answered as failures. */
  readonly defect?: (thrown: unknown) => void;
  /** Where connections are declared; absent: there are none but the local store. */
  readonly readConnections?: ReadConnectionsTexts;
  /** Told each new state of a run that was started through `runs`. */
  readonly changed?: (state: RunState) => void;
  /** Bytes of memory that the rows of all results may take; a gigabyte when not given. */
  readonly resultBytes?: number;
}

/** EVQ over one store: what the command line and the language server's worker call. */
export interface Evq extends Engine {
  readonly runs: Runs;
  /** Writes the rows of a run that is over to a file (`export/exportRun.ts`). */
  exportRun(request: ExportRequest, cancellation: Cancellation): Promise<ExportReport>;
  /** Answers the frames of Codebolt's event-log API from the store. */
  readonly service: Service;
  /** What a text means against the connections as they are now. */
  read(text: string, timeZone: string): Promise<Reading>;
  /**
   * Parameter values as a user writes them, as the types that the text declares.
   * @throws EvqError `parameter.invalid`
   */
  parameters(
    texts: Readonly<Record<string, string>>,
    declared: readonly BoundParameter[],
    timeZone: string,
  ): ReadonlyMap<string, Constant>;
}

/** A text with everything that is to be said about it. */
export interface Reading {
  readonly bound: BoundDocument;
  /** Of parsing and binding, in the order of the text. */
  readonly problems: readonly Problem[];
}

export function createEvq(
  ports: Ports,
  {
    store,
    importFile,
    profiles,
    readConnections = async () => [],
    changed = () => {},
    defect = () => {},
    resultBytes,
  }: EvqSettings,
): Evq {
  const { clock } = ports;
  const fixed = Object.entries(CONNECTORS).map(([kind, connect]) => ({
    name: kind,
    kind,
    connector: connect({ store }),
  }));
  const engine = createEngine(ports, {
    store,
    importFile,
    profiles,
    previewImport,
    readEvents,
    fixed,
    kinds: SOURCE_KINDS,
    remoteKinds: REMOTE_KINDS,
    read: readConnections,
  });
  const read = async (text: string, timeZone: string, cuts?: readonly number[]) =>
    readText(text, catalogOf(await engine.connections()), { timeZone, now: clock.now() }, cuts);
  const literal = (timeZone: string) => literalReader(timeZone, () => clock.now());
  const runs = createRuns({
    engine,
    clock,
    literal,
    changed,
    ...(resultBytes !== undefined && { mostBytes: resultBytes }),
    read: async (text, timeZone, cuts) => (await read(text, timeZone, cuts)).bound,
  });
  return {
    ...engine,
    read,
    parameters: (texts, declared, timeZone) => readParameters(texts, declared, literal(timeZone)),
    service: createService({ store, run: engine.run, clock, readEvent, defect }),
    runs,
    exportRun: (request, cancellation) => exportRun(runs, ports, request, cancellation),
  };
}

/** EVQ over the store of a folder. */
export function openEvq(
  ports: Ports,
  {
    changed,
    readConnections,
    resultBytes,
    ...place
  }: Omit<StoreOptions, "clock"> & Pick<EvqSettings, "changed" | "readConnections" | "resultBytes">,
): Evq {
  const store = openStore({ ...place, clock: ports.clock });
  return createEvq(ports, {
    store,
    importFile,
    profiles: importProfiles(place.fileSystem, place.path),
    ...(changed && { changed }),
    ...(readConnections && { readConnections }),
    ...(resultBytes !== undefined && { resultBytes }),
  });
}

/** What is to be said about a text, given the connections; without them any name of a log is accepted. */
export function checkText(
  text: string,
  connections: readonly ConnectionEntry[] | undefined,
  settings: BindSettings,
): Reading {
  return readText(text, catalogOf(connections ?? [{ name: "local", kind: "local", connected: true }]), settings);
}

/** Parses and binds a text against a catalog. */
export function readText(text: string, catalog: Catalog, settings: BindSettings, cuts?: readonly number[]): Reading {
  const { document, problems } = parse(text, cuts);
  const errors = problems.filter(({ severity }) => severity === "error").map(({ span }) => span);
  const bound = bind(document, catalog, { ...settings, errors });
  return { bound, problems: [...problems, ...bound.problems].sort((a, b) => a.span.start - b.span.start) };
}
