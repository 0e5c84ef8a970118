import { nameUnused } from "./name.unused.ts";
import type { Rule } from "./rule.ts";
import { titleDetached } from "./title.detached.ts";
import { titleRepeated } from "./title.repeated.ts";

/** Every rule; each finds one code and lives in the file of that name. */
export const rules: readonly Rule[] = [nameUnused, titleDetached, titleRepeated];
