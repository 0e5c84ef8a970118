import { nodeFileSystem } from "../../server/node/fileSystem.ts";
import { nodePorts } from "../../server/node/ports.ts";
import { loadSqlite } from "../../server/node/sqlite.ts";
import { neverCancelled } from "../../server/src/base/cancellation.ts";
import { formatInstant } from "../../server/src/base/instant.ts";
import { Instant, Json, WideNumber } from "../../server/src/base/value.ts";
import type { Value } from "../../server/src/base/value.ts";
import { createEvq } from "../../server/src/evq.ts";
import { importFile } from "../../server/src/store/import/importFile.ts";
import { openStore } from "../../server/src/store/openStore.ts";

/** EVQ over the store in a folder, as its command line has it. */
export async function openEvq(path: string) {
  const store = openStore({
    path,
    fileSystem: nodeFileSystem,
    sql: await loadSqlite(),
    clock: nodePorts.clock,
    program: "evq bench",
  });
  const evq = createEvq(nodePorts, { store, importFile });
  return {
    importEvents: (file: string) =>
      evq.logs.import({ file, log: "app", mapping: {} }, { cancellation: neverCancelled, progress: () => {} }),
    rows: async (text: string): Promise<readonly (readonly Value[])[]> => {
      const { bound, problems } = await evq.read(text, "UTC");
      const [query] = bound.queries;
      if (!query?.query) throw new Error(`${text} does not bind: ${problems.map(({ message }) => message).join("; ")}`);
      const rows: (readonly Value[])[] = [];
      const request = { query, parameters: bound.parameters, given: new Map(), timeZone: "UTC" };
      const watch = {
        cancellation: neverCancelled,
        progress: () => {},
        rows: (_: unknown, page: readonly (readonly Value[])[]) => void rows.push(...page),
      };
      await evq.run(request, watch);
      return rows;
    },
    plain,
  };
}

/** A value as JSON can hold it, for comparing answers. */
function plain(value: Value): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Instant) return formatInstant(value.micros);
  if (value instanceof WideNumber) return value.value;
  return value instanceof Json ? JSON.parse(value.text) : value;
}
