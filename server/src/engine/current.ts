import { EvqError } from "../base/failure.ts";
import { keyText } from "../base/order.ts";
import type { Value } from "../base/value.ts";
import type { Connector, CurrentState, EntityKey } from "../connectors/connector.ts";
import { logsOf } from "../query/logs.ts";
import type { LogSource, Query } from "../query/query.ts";
import type { Table } from "../query/row.ts";
import { isCancelled } from "./scan.ts";
import type { RunContext } from "./scan.ts";
import { isOfOneSource } from "./several.ts";

/** @throws EvqError `query.not-available` where `fetch current` is asked of a source that has no present states, also inside a named query */
export function checkCurrent(query: Query, connectorOf: (source: LogSource) => Connector): void {
  if (query.fetchCurrent) {
    for (const log of logsOf(query.from)) {
      const { current, capabilities } = connectorOf(log);
      if (current) continue;
      throw new EvqError(
        "query.not-available",
        `\`fetch current\` cannot be done here: ${capabilities.name} has events, and no present state of what they are about.`,
        "Leave it out, or ask only connections to Pigello and OpenContent.",
      );
    }
  }
  for (const source of query.from) if (source.kind === "subquery") checkCurrent(source.query, connectorOf);
}

/** Rows with the present state of each one's entity, every entity asked for once; one that could not be had makes the result partial. */
export async function withCurrent({ columns, rows }: Table, query: Query, context: RunContext): Promise<Table> {
  const places = ["source", "entity_type", "entity_id"].map((name) => columns.indexOf(name));
  const asked = new Map<Value, Map<string, EntityKey>>();
  const entityOf = (values: readonly Value[]) => {
    const [source = null, type = null, id] = places.map((place) => values[place] ?? null);
    if (typeof id !== "string") return undefined;
    const entity: EntityKey = { type: typeof type === "string" ? type : null, id };
    return { source, entity, key: `${keyText(type)} ${id}` };
  };
  for (const { values } of rows) {
    const found = entityOf(values);
    if (!found) continue;
    const those = asked.get(found.source) ?? new Map<string, EntityKey>();
    asked.set(found.source, those.set(found.key, found.entity));
  }
  const states = new Map<Value, ReadonlyMap<string, CurrentState>>();
  await Promise.all(
    logsOf(query.from).map(async (log) => {
      const those = asked.get(log.connection);
      if (those && asked.delete(log.connection)) states.set(log.connection, await statesOf(log, those, context));
    }),
  );
  return {
    columns: [...columns, "current", "current_status"],
    rows: rows.map((row) => {
      const found = entityOf(row.values);
      const state = found && states.get(found.source)?.get(found.key);
      return { ...row, values: [...row.values, state?.value ?? null, state?.status ?? null] };
    }),
  };
}

/** What one source says of entities. Where it fails, those that it had not told are *failed*. */
async function statesOf(
  log: LogSource,
  entities: ReadonlyMap<string, EntityKey>,
  context: RunContext,
): Promise<ReadonlyMap<string, CurrentState>> {
  const connector = context.connectorOf(log);
  const keys = [...entities.keys()];
  const states: CurrentState[] = [];
  let reason: string | undefined;
  try {
    const scan = { ...context, progress: () => {} };
    for await (const some of connector.current?.(log, [...entities.values()], scan) ?? []) states.push(...some);
  } catch (thrown) {
    const isKept = context.ending.keeps && isCancelled(thrown);
    if (!isKept && (context.cancellation.cancelled || !(thrown instanceof EvqError) || !isOfOneSource(thrown)))
      throw thrown;
    reason = thrown instanceof EvqError ? thrown.message : "";
  }
  const all = keys.map(
    (_, i): CurrentState => states[i] ?? { status: "failed", ...(reason !== undefined && { reason }) },
  );
  const failed = all.filter(({ status }) => status === "failed");
  if (failed.length > 0) {
    const why = failed.find((state) => state.reason !== undefined)?.reason ?? "it did not answer for them";
    const those = failed.length === 1 ? "One entity" : `${failed.length} entities`;
    context.verdicts.add({ verdict: "partial", reason: `${those} of ${log.connection} could not be fetched: ${why}` });
  }
  return new Map(keys.map((key, i) => [key, all[i] ?? { status: "failed" }]));
}
