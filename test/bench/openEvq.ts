import { commandLinePorts } from "../../server/node/commandLinePorts.ts";
import { nodeFileSystem } from "../../server/node/fileSystem.ts";
import { loadSqlite } from "../../server/node/sqlite.ts";
import type { Cancellation } from "../../server/src/base/cancellation.ts";
import { neverCancelled } from "../../server/src/base/cancellation.ts";
import { Instant, Json, WideNumber } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { createEvq } from "../../server/src/evq.ts";
import type { NewEvent } from "../../server/src/store/api.ts";
import { importFile } from "../../server/src/store/import/importFile.ts";
import { openStore } from "../../server/src/store/openStore.ts";

type Rows = readonly (readonly Value[])[];

/** EVQ over the store in a folder, as its command line has it. */
export async function openEvq(path: string) {
  const store = openStore({
    path,
    fileSystem: nodeFileSystem,
    sql: await loadSqlite(),
    clock: commandLinePorts.clock,
    program: "evq bench",
  });
  const evq = createEvq(commandLinePorts, { store, importFile, profiles: { list: () => [], save: () => {} } });
  return {
    importEvents: (file: string) =>
      evq.logs.import({ file, log: "app", mapping: {} }, { cancellation: neverCancelled, progress: () => {} }),
    /** Binds a text; what it gives runs it and gives all rows. */
    prepare: async (text: string): Promise<() => Promise<Rows>> => {
      const { bound, problems } = await evq.read(text, "UTC");
      const [query] = bound.queries;
      if (!query?.query) throw new Error(`${text} does not bind: ${problems.map(({ message }) => message).join("; ")}`);
      const request = { query, parameters: bound.parameters, given: new Map(), timeZone: "UTC" };
      return async () => {
        const all: Rows[number][] = [];
        const rows = (_: unknown, page: Rows) => {
          for (const row of page) all.push(row);
        };
        await evq.run(request, { cancellation: neverCancelled, progress: () => {}, rows });
        return all;
      };
    },
    /** Runs a text and throws its rows away; `saw` is told of each sign of life. */
    watch: async (text: string, cancellation: Cancellation, saw: () => void): Promise<void> => {
      const { bound } = await evq.read(text, "UTC");
      const [query] = bound.queries;
      if (!query) throw new Error(`${text} does not bind`);
      const request = { query, parameters: bound.parameters, given: new Map(), timeZone: "UTC" };
      await evq.run(request, { cancellation, progress: saw, rows: saw });
    },
    append: (log: string, events: readonly NewEvent[]) => store.append(log, events),
    plain,
  };
}

/** A value as it can be sent to another process, for comparing answers; times in microseconds. */
function plain(value: Value): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Instant) return Number(value.micros);
  if (value instanceof WideNumber) return value.value;
  return value instanceof Json ? value.text : value;
}
