import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** The version in the package's own package.json, which lies above the program. */
export function version(): string {
  for (let folder = dirname(realpathSync(process.argv[1] ?? ".")); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    const found: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    if (isEvq(found)) return found.version;
    if (folder === dirname(folder)) return "unknown";
  }
}

function isEvq(read: unknown): read is { readonly version: string } {
  return (
    typeof read === "object" &&
    read !== null &&
    "name" in read &&
    read.name === "evq" &&
    "version" in read &&
    typeof read.version === "string"
  );
}
