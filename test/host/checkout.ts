import { join, resolve } from "node:path";

/** The folder that holds package.json. */
export const checkout = resolve(import.meta.dirname, "../..");

export const vsix = join(checkout, "evq.vsix");
export const samples = join(checkout, "samples");

/** Reports, pictures of failures, compiled test suites: git-ignored, may be deleted at any time. */
export const scratch = join(checkout, ".cache");
