import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkout } from "./checkout.ts";
import { run } from "./processes.ts";

/** One row of an `import.json`: which log a file of the same folder becomes, and the mapping flags of `evq import`. */
interface Import {
  readonly file: string;
  readonly log: string;
  readonly flags?: readonly string[];
}

const program = join(checkout, "dist/cli.js");

/**
 * Imports what `import.json` of a folder lists into a store, with the command line of dist/. A file whose import is
 * recorded beside the store is left alone; one that changed replaces its log. A folder without the list has nothing to import.
 */
export async function importLogs(folder: string, store: string): Promise<void> {
  const list = join(folder, "import.json");
  if (!existsSync(list)) return;
  const record = join(dirname(store), "imported.json");
  const done = existsSync(record) && existsSync(store) ? readRecord(record) : {};
  for (const row of JSON.parse(readFileSync(list, "utf8")) as readonly Import[]) {
    const { file, log, flags = [] } = row;
    const hash = createHash("sha256")
      .update(JSON.stringify(row))
      .update(readFileSync(join(folder, file)));
    const version = hash.digest("hex");
    if (done[log] === version) continue;
    if (existsSync(store)) await evq("ignore", "log", "delete", log, "--yes", "--store", store); // or there is none, which is as good
    const code = await evq(2, "import", join(folder, file), "--into", log, "--store", store, ...flags);
    if (code !== 0) throw new Error(`evq import ${file} --into ${log} ended with ${code}`);
    done[log] = version;
    mkdirSync(dirname(record), { recursive: true });
    writeFileSync(record, JSON.stringify(done, undefined, 2));
  }
}

function readRecord(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
}

function evq(messages: "ignore" | 2, ...args: readonly string[]): Promise<number> {
  return run(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", messages] });
}
