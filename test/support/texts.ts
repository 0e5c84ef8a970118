import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../golden/syntax");

/** Every query of the golden folder, right ones and wrong ones. */
export const goldenTexts: readonly string[] = globSync("*/query.evq", { cwd: folder })
  .sort()
  .map((file) => readFileSync(join(folder, file), "utf8"));
