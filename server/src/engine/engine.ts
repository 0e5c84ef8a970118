import type { Ports } from "../base/ports.ts";
import { explain, explainComparison } from "../plan/explain.ts";
import type { Store } from "../store/api.ts";
import type { ImportProfiles } from "../store/import/profiles.ts";
import type { Engine, RunRequest } from "./api.ts";
import { forecastOf } from "./forecast.ts";
import { LogSizes } from "./logSizes.ts";
import type { ComparisonPlan } from "./comparison.ts";
import { testConnection } from "./connectionTest.ts";
import { Connections } from "./connections.ts";
import type { ConnectionsParts } from "./connections.ts";
import { createLogs } from "./logs.ts";
import type { ImportFile, PreviewImport, ReadEvents } from "./logs.ts";
import { Plans } from "./plans.ts";
import { isClosed } from "./resultCache.ts";
import { logsOf } from "../query/logs.ts";
import { writeQuery } from "../query/json/write.ts";
import { prepare, runQuery, syncNotes } from "./run.ts";
import { copyCheckpoint, listCheckpoints, resetCheckpoint, rewindCheckpoint } from "./sync/checkpoints.ts";

export interface EngineParts extends ConnectionsParts {
  readonly store: Store;
  readonly importFile: ImportFile;
  readonly profiles: ImportProfiles;
  readonly previewImport: PreviewImport;
  readonly readEvents: ReadEvents;
}

/** The engine over a store and the connections that are set up. */
export function createEngine(
  ports: Ports,
  { store, importFile, previewImport, profiles, readEvents, ...parts }: EngineParts,
): Engine {
  const connections = new Connections(ports, parts);
  const connectorOf = connections.connectorOf.bind(connections);
  const sizes = new LogSizes();
  const runParts = { clock: ports.clock, connectorOf, store, sizes, plans: new Plans() };
  const run: Engine["run"] = async (request, watch) => {
    await connections.refresh();
    return runQuery(runParts, request, watch);
  };
  const prepared = async (request: RunRequest) => {
    await connections.refresh();
    const found = prepare(runParts, request);
    const forecast = forecastOf(found.planned, { connectorOf, sizes, now: found.now });
    return { ...found, forecast };
  };
  const engine: Engine = {
    connections: () => connections.entries(store),
    connectionList: async () => ({ connections: await connections.summaries(), problems: connections.problems }),
    connectionKinds: () => connections.kinds(),
    testConnection: (name, cancellation) => testConnection(engine, name, cancellation),
    run,
    explain: async (request) => {
      const { planned, query, forecast } = await prepared(request);
      const aboutSync = await syncNotes(runParts, request);
      const text = "compare" in planned ? explainSides(planned) : explain(planned);
      const parts = [
        text,
        ...part("requests", query.since ? [] : forecast.lines),
        ...part(
          "sync",
          aboutSync.map(({ message }) => message),
        ),
      ];
      return { title: request.query.title ?? "", text: parts.join("\n"), notes: [...planned.notes, ...aboutSync] };
    },
    cacheKey: async (request) => {
      const { planned, query, now } = await prepared(request);
      if (!isClosed(query, planned, connectorOf, now)) return undefined;
      const names = logsOf(query.from).map(({ connection }) => connection);
      const { title: _, ...meant } = query;
      return JSON.stringify([writeQuery(meant), request.timeZone, await connections.fingerprint(names)]);
    },
    forecast: async (request) => {
      const { forecast, query } = await prepared(request);
      // What is read on from a checkpoint is as much as came since.
      return query.since ? { lines: [], whole: [] } : forecast;
    },
    checkpoints: {
      list: () => listCheckpoints(store, ports.clock),
      reset: (id) => resetCheckpoint(store, ports.clock, id),
      rewind: (id, to) => rewindCheckpoint(store, ports.clock, id, to),
      copy: (id, name) => copyCheckpoint(store, ports.clock, id, name),
    },
    logs: createLogs({ store, files: ports.files, importFile, previewImport, profiles, readEvents, run }),
    close: () => store.close(),
  };
  return engine;
}

/** Lines below a heading, which is left out where there are none. */
function part(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];
}

function explainSides({ query, sides, before, after, notes }: ComparisonPlan): string {
  const titled = [
    [`after: ${sides.after.name}`, after],
    [`before: ${sides.before.name}`, before],
  ] as const;
  return explainComparison(query, titled, notes);
}
