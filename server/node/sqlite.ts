import { join } from "node:path";
import initSqlJs from "sql.js";
import type { SqlJsStatic } from "sql.js";

/** SQLite as WebAssembly: beside the bundle where there is one, else where the package has it. */
export function loadSqlite(): Promise<SqlJsStatic> {
  return initSqlJs(typeof __dirname === "string" ? { locateFile: (file) => join(__dirname, file) } : {});
}
