// A process that writes to a store, for tests: node storeWriter.ts <verb> <folder> <tag> [count]
import { readFileSync, writeSync } from "node:fs";
import initSqlJs from "sql.js";
import { nodeFileSystem } from "../../server/node/fileSystem.ts";
import { Json } from "../../server/src/base/value.ts";
import type { Store } from "../../server/src/store/api.ts";
import { openStore } from "../../server/src/store/openStore.ts";
import type { FileSystem, OpenFile } from "../../server/src/store/fileSystem.ts";
import { drafts, newEvents } from "./store.ts";

const [, , verb, path = "", tag = "", count = "1000000"] = process.argv;
const wasmBinary = readFileSync(new URL("../../node_modules/sql.js/dist/sql-wasm.wasm", import.meta.url));
const store = openStore({
  path,
  fileSystem: verb === "hold" ? hangingDisk() : nodeFileSystem,
  sql: await initSqlJs({
    wasmBinary: wasmBinary.buffer.slice(wasmBinary.byteOffset, wasmBinary.byteOffset + wasmBinary.length),
  }),
  clock: { now: () => BigInt(Date.now()) * 1000n, elapsed: () => performance.now() },
  program: `evq test ${tag}`,
  patienceMs: verb === "import" ? 60_000 : 200,
});

say("ready");
if (verb === "append") await appendAll(store);
else if (verb === "import") await load(store);
else await hold(store);

/** Appends `<tag>0`, `<tag>1`, … in batches of one to three, each with its name as id, and says each one that is safe. */
async function appendAll(store: Store): Promise<void> {
  for (let number = 0; number < Number(count);) {
    const batch = Array.from({ length: 1 + (number % 3) }, (_, at) => `${tag}${number + at}`);
    try {
      await store.append(
        "app",
        batch.map((id) => ({ id, type: "made", stream: tag, payload: new Json(`{"name":"${id}"}`) })),
      );
    } catch (error) {
      if ((error as { code?: string }).code !== "store.locked") throw error;
      say("locked");
      continue;
    }
    say(`safe ${batch.join(" ")}`);
    number += batch.length;
  }
}

/** Loads many events in batches, as an import does. */
async function load(store: Store): Promise<void> {
  await store.write("app", async (appender) => {
    for (let batch = 0; batch < Number(count); batch++) {
      const names = Array.from({ length: 400 }, (_, at) => `${tag}${batch}.${at}`);
      await appender.append(drafts(...names));
      say(`safe ${names.join(" ")}`);
    }
  });
}

/** Appends once, and is killed while its disk takes for ever to make that safe. */
async function hold(store: Store): Promise<void> {
  await store.append("app", newEvents("held"));
}

/** A disk whose first sync of a journal never ends. */
function hangingDisk(): FileSystem {
  const openAppend = (path: string): OpenFile => {
    const file = nodeFileSystem.openAppend(path);
    file.flush = () => {
      say("holding");
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    };
    return file;
  };
  return { ...nodeFileSystem, openAppend };
}

/** Written at once, so that it is out when the process is killed next. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
