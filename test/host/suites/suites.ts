import { check } from "./check.ts";
import { contember } from "./contember.ts";
import { hostSuite } from "./host.ts";
import type { Suite } from "./suite.ts";
import { unit } from "./unit.ts";
import { vsixSuite } from "./vsix.ts";
import { webSuite } from "./web.ts";

/** What `npm test` runs, in this order. */
export const suites: Readonly<Record<string, Suite>> = {
  check: { minimum: 24, run: check },
  unit: { minimum: 1800, run: unit },
  contember: { minimum: 57, run: contember },
  host: { minimum: 26, run: (options) => hostSuite("newest", options) },
  "host-oldest": { minimum: 26, run: (options) => hostSuite("oldest", options) },
  vsix: { minimum: 51, run: vsixSuite },
  web: { minimum: 6, run: webSuite },
};
