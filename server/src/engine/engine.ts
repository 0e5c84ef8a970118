import { EvqError } from "../base/failure.ts";
import type { Ports } from "../base/ports.ts";
import type { Connector } from "../connectors/connector.ts";
import { explain, explainComparison } from "../plan/explain.ts";
import type { SourceKind } from "../query/catalog.ts";
import type { LogSource } from "../query/query.ts";
import type { Store } from "../store/api.ts";
import type { Engine } from "./api.ts";
import type { ComparisonPlan } from "./comparison.ts";
import { connectionEntries } from "./connections.ts";
import type { Connection } from "./connections.ts";
import { createLogs } from "./logs.ts";
import type { ImportFile, PreviewImport, ReadEvents } from "./logs.ts";
import { prepare, runQuery } from "./run.ts";

export interface EngineParts {
  readonly store: Store;
  readonly importFile: ImportFile;
  readonly previewImport: PreviewImport;
  readonly readEvents: ReadEvents;
  readonly connections: readonly Connection[];
  /** Every kind of system there is, also those nobody has connected. */
  readonly kinds: readonly SourceKind[];
}

/** The engine over a store and the connections that are set up. */
export function createEngine(ports: Ports, engineParts: EngineParts): Engine {
  const { store, importFile, previewImport, readEvents, connections, kinds } = engineParts;
  const connectorOf = ({ connection }: LogSource): Connector => {
    const found = connections.find(({ name }) => name === connection);
    if (!found) throw notConnected(connection, kinds);
    return found.connector;
  };
  const parts = { clock: ports.clock, connectorOf };
  const run: Engine["run"] = (request, watch) => runQuery(parts, request, watch);
  return {
    connections: () => connectionEntries(store, connections),
    run,
    explain: async (request) => {
      const { planned } = prepare(parts, request);
      const text = "compare" in planned ? explainSides(planned) : explain(planned);
      return { title: request.query.title ?? "", text, notes: planned.notes };
    },
    logs: createLogs({ store, files: ports.files, importFile, previewImport, readEvents, run }),
    close: () => store.close(),
  };
}

function explainSides({ query, sides, before, after, notes }: ComparisonPlan): string {
  const titled = [
    [`after: ${sides.after.name}`, after],
    [`before: ${sides.before.name}`, before],
  ] as const;
  return explainComparison(query, titled, notes);
}

function notConnected(name: string, kinds: readonly SourceKind[]): EvqError {
  const kind = kinds.find((candidate) => candidate.name === name);
  if (!kind)
    return new EvqError(
      "source.unknown",
      `There is no connection named ${name}.`,
      "Name one that is set up, such as local.",
    );
  return new EvqError(
    "source.not-connected",
    `${kind.title} is not connected: ${name} is a kind of system, and no connection of that name is set up.`,
    `This version cannot connect to it. Export its events to a file and import that: evq import FILE --into ${name}. Then query local.${name}.`,
  );
}
