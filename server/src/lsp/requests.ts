import type { Failure } from "../../protocol/failure.ts";
import type { ParameterNeed, ServerRequests } from "../../protocol/requests.ts";
import type { FieldMapping } from "../../protocol/imports.ts";
import type { ComparedKind, ExportFormat, Sort } from "../../protocol/results.ts";
import type { Cancellation } from "../base/cancellation.ts";
import { EvqError, toFailure } from "../base/failure.ts";
import type { StartRequest } from "../engine/api.ts";
import type { LogSample } from "../engine/sample.ts";
import { jsonToQuery, queryToJson } from "../language/coreJson.ts";
import { checkParameter, usedParameters } from "../language/parameters.ts";
import { endOfSources, queriesTouching } from "../language/queries.ts";
import { queryAt } from "../language/queryAt.ts";
import type { Snapshot } from "../language/snapshot.ts";
import type { Params } from "./params.ts";
import type { Session } from "./session.ts";

type Method = keyof ServerRequests;

type Answers = {
  readonly [M in Method]: (
    session: Session,
    params: Params,
    cancellation: Cancellation,
  ) => ServerRequests[M]["result"] | Promise<ServerRequests[M]["result"]>;
};

/** The requests of `protocol/requests.ts`: about an open document's query, or passed on to the engine. */
export const requests: Answers = {
  "evq/run/start": (session, params) => {
    const { uri, snapshot, query } = queryOf(session, params);
    const request = {
      ...startRequest(session, params),
      confirmed: params.flag("confirmed"),
      fresh: params.flag("fresh"),
    };
    return session.expectations.watch({ uri, version: snapshot.version, query }, () =>
      session.backend().runs.start(request),
    );
  },
  "evq/run/keeps": (session, params) => {
    const { snapshot, query } = queryOf(session, params);
    return keptBy(snapshot, query);
  },
  "evq/run/commit": (session, params) => session.backend().runs.commit(params.text("runId")),
  "evq/checkpoint/list": async (session) => {
    const { checkpoints, runs } = session.backend();
    const [list, previews] = await Promise.all([checkpoints.list(), runs.previews()]);
    return { checkpoints: list, previews };
  },
  "evq/checkpoint/reset": async (session, params) => {
    await session.backend().checkpoints.reset(params.text("id"));
    return null;
  },
  "evq/checkpoint/rewind": async (session, params) => {
    await session.backend().checkpoints.rewind(params.text("id"), params.text("to"));
    return null;
  },
  "evq/checkpoint/copy": async (session, params) => {
    await session.backend().checkpoints.copy(params.text("id"), params.text("name"));
    return null;
  },
  "evq/connection/list": (session) => session.backend().connectionList(),
  "evq/connection/refreshSchema": async (session, params) => {
    const name = params.text("name");
    const { connections } = await session.backend().connectionList();
    const connection = connections.find((candidate) => candidate.name === name);
    if (!connection) throw new EvqError("source.unknown", `There is no connection named ${name}.`);
    const log = params.unread("log");
    const logs = typeof log === "string" ? [log] : connection.logs;
    const samples = await session.catalog.sampleRemote(name, logs);
    return { message: schemaMessage(name, logs, samples) };
  },
  "evq/connection/kinds": (session) => session.backend().connectionKinds(),
  "evq/connection/test": (session, params) => session.backend().testConnection(params.text("name")),
  "evq/run/state": (session, params) => session.backend().runs.state(params.text("runId")),
  "evq/run/page": (session, params) =>
    session
      .backend()
      .runs.page(params.text("runId"), params.integer("offset"), Math.min(params.integer("count"), MAX_PAGE)),
  "evq/run/sort": (session, params) => session.backend().runs.sort(params.text("runId"), sortOf(params)),
  "evq/run/reduced": (session, params) => session.backend().runs.reduced(params.text("runId")),
  "evq/run/export": (session, params, cancellation) =>
    session.backend().exportRun(
      {
        runId: params.text("runId"),
        file: params.text("file"),
        format: exportFormat(params.text("format")),
        rawFormulas: params.flag("rawFormulas"),
      },
      cancellation,
    ),
  "evq/run/changes": (session, params) =>
    session
      .backend()
      .runs.changes(params.text("runId"), params.integer("offset"), Math.min(params.integer("count"), MAX_CHANGES)),
  "evq/run/changeStates": (session, params) =>
    session.backend().runs.changeStates(params.text("runId"), params.integer("at")),
  "evq/run/comparison": (session, params) =>
    session
      .backend()
      .runs.comparison(
        params.text("runId"),
        kindsOf(params),
        params.integer("offset"),
        Math.min(params.integer("count"), MAX_PAGE),
      ),
  "evq/run/cancel": async (session, params) => {
    await session.backend().runs.cancel(params.text("runId"));
    return null;
  },
  "evq/run/close": async (session, params) => {
    await session.backend().runs.close(params.text("runId"));
    return null;
  },
  "evq/queries": (session, params) => {
    const { snapshot, lines } = session.documents.get(params.text("uri"));
    return queriesTouching(snapshot, lines.span(params.range())).map(({ name, from }) => ({
      title: name,
      position: lines.positionAt(from),
    }));
  },
  "evq/run/parameters": (session, params) => {
    const { snapshot, query } = queryOf(session, params);
    return parameterNeeds(snapshot, query);
  },
  "evq/run/checkParameter": (session, params) => {
    const { snapshot, query } = queryOf(session, params);
    const name = params.text("name");
    const used = usedParameters(snapshot, query).find(({ parameter }) => parameter.name === name);
    if (!used) throw new EvqError("usage", `The query does not use the parameter $${name}.`);
    return invalidity(() =>
      checkParameter(params.text("text"), used.parameter, { timeZone: snapshot.timeZone, now: session.now() }),
    );
  },
  "evq/query/toJson": (session, params) => {
    const { snapshot, query } = queryOf(session, params);
    return queryToJson(snapshot, query);
  },
  "evq/query/fromJson": (session, params) => jsonToQuery(params.text("json"), session.timeZone),
  "evq/query/endOfSources": (session, params) => {
    const { snapshot, query } = queryOf(session, params);
    const { lines } = session.documents.get(params.text("uri"));
    return lines.positionAt(endOfSources(snapshot, query));
  },
  "evq/explain": (session, params) => session.backend().runs.explain(startRequest(session, params)),
  "evq/store/summary": (session) => session.backend().logs.summary(),
  "evq/log/preview": (session, params) =>
    session.backend().logs.preview({ file: params.text("file"), log: params.text("log"), mapping: mappingOf(params) }),
  "evq/import/profiles": (session) => session.backend().logs.profiles(),
  "evq/import/saveProfile": async (session, params) => {
    await session.backend().logs.saveProfile({ name: params.text("name"), mapping: mappingOf(params) });
    return null;
  },
  "evq/log/import": async (session, params, cancellation) => {
    const importId = params.text("importId");
    const request = {
      file: params.text("file"),
      log: params.text("log"),
      mapping: mappingOf(params),
      fromStart: params.flag("fromStart"),
    };
    const report = await session.backend().logs.import(request, {
      cancellation,
      progress: (progress) => session.notify("evq/log/importProgress", { importId, progress }),
    });
    await session.catalog.refresh();
    return report;
  },
  "evq/log/create": async (session, params) => {
    await session.backend().logs.create(params.text("log"), params.text("description"));
    await session.catalog.refresh();
    return null;
  },
  "evq/log/update": async (session, params) => {
    const { name, description } = params.texts("change");
    await session.backend().logs.update(params.text("log"), {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
    });
    await session.catalog.refresh();
    return null;
  },
  "evq/log/append": async (session, params) => {
    const appended = await session
      .backend()
      .logs.append({ log: params.text("log"), text: params.text("text"), create: false });
    await session.catalog.refresh();
    return appended;
  },
  "evq/log/stats": (session, params) => session.backend().logs.stats(params.text("log")),
  "evq/log/delete": async (session, params) => {
    await session.backend().logs.delete(params.text("log"));
    await session.catalog.refresh();
    return null;
  },
};

const EXPORT_FORMATS: readonly ExportFormat[] = ["ndjson", "json", "csv", "parquet", "xlsx"];

function exportFormat(name: string): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === name);
  if (format) return format;
  throw new EvqError("usage", `There is no format ${name}.`, `There is ${EXPORT_FORMATS.join(", ")}.`);
}

/** Rows that one page has at most, so that a wrong count cannot fill the pipe. */
const MAX_PAGE = 10_000;
/** A change is worked out when it is asked for, so fewer of them come at once. */
const MAX_CHANGES = 200;

function schemaMessage(name: string, logs: readonly string[], samples: readonly LogSample[]): string {
  const found = samples.map(({ paths, eventTypes }, i) => {
    const fields = `${paths.length} ${paths.length === 1 ? "field" : "fields"}`;
    const types = `${eventTypes.length} event ${eventTypes.length === 1 ? "type" : "types"}`;
    return `${name}.${logs[i] ?? ""}: ${fields} below payload and its like, ${types}`;
  });
  return `${found.join("; ")} in the newest events.`;
}

function kindsOf(params: Params): readonly ComparedKind[] {
  const kinds = params.unread("kinds");
  const isKind = (kind: unknown): kind is ComparedKind => kind === "added" || kind === "removed" || kind === "changed";
  if (Array.isArray(kinds) && kinds.every(isKind)) return kinds;
  throw new EvqError("usage", "params.kinds must be a list of added, removed and changed.");
}

function startRequest(session: Session, params: Params): StartRequest {
  const { snapshot, query } = queryOf(session, params);
  const { text, cuts, timeZone } = snapshot;
  return { text, ...(cuts.length > 0 && { cuts }), query, parameters: params.texts("parameters"), timeZone };
}

function queryOf(
  session: Session,
  params: Params,
): { readonly uri: string; readonly snapshot: Snapshot; readonly query: number } {
  const { uri, snapshot, lines, span } = session.documents.get(params.text("uri"));
  const query = queryAt(snapshot, lines.offsetAt(params.position()), span);
  if (query === undefined)
    throw new EvqError("query.none", "There is no query in this document.", "Write one: it begins with from.");
  return { uri, snapshot, query };
}

function parameterNeeds(snapshot: Snapshot, query: number): readonly ParameterNeed[] {
  return usedParameters(snapshot, query).map(({ parameter: { name, type }, initial }) => ({
    name,
    type: type.list ? `${type.name}[]` : type.name,
    ...(initial === undefined ? {} : { initial }),
  }));
}

/** What a query does besides reading; null for one that only reads, or cannot be run. */
function keptBy({ bound }: Snapshot, place: number): ServerRequests["evq/run/keeps"]["result"] {
  const { into, since } = bound.queries[place]?.query ?? {};
  return into ? { log: into.log ?? "", ...(since && { checkpoint: since.checkpoint }) } : null;
}

/** A value that is not fit is an answer here, not a failure. */
function invalidity(check: () => void): Failure | null {
  try {
    check();
    return null;
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code !== "parameter.invalid") throw thrown;
    return failure;
  }
}

function sortOf(params: Params): Sort | undefined {
  const given = params.unread("sort");
  if (given === undefined || given === null) return undefined;
  const keys = params.list("sort");
  if (keys.length === 0) throw new EvqError("usage", "params.sort names no column.");
  return keys.map((key) => {
    const direction = key.text("direction");
    if (direction !== "asc" && direction !== "desc")
      throw new EvqError("usage", "A direction in params.sort is not asc or desc.");
    return { column: key.text("column"), direction };
  });
}

function mappingOf(params: Params): FieldMapping {
  const given = params.texts("mapping");
  return Object.fromEntries(MAPPED.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
}

const MAPPED: readonly (keyof FieldMapping)[] = [
  "timestamp",
  "type",
  "stream",
  "id",
  "actor",
  "entityType",
  "entityId",
];
