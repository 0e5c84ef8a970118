import type { Verb } from "../verb.ts";
import { append } from "./append.ts";
import { check } from "./check.ts";
import { explain } from "./explain.ts";
import { exportVerb } from "./export.ts";
import { format } from "./format.ts";
import { importVerb } from "./import.ts";
import { log } from "./log.ts";
import { peek } from "./peek.ts";
import { run } from "./run.ts";
import { serve } from "./serve.ts";
import { checkpoints } from "./checkpoints.ts";
import { sync } from "./sync.ts";

/** Every verb, in the order of the help. */
export const VERBS: readonly Verb[] = [
  run,
  peek,
  sync,
  checkpoints,
  check,
  format,
  explain,
  importVerb,
  append,
  exportVerb,
  log,
  serve,
];
