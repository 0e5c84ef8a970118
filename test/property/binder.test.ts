import { test } from "vitest";
import { fuzzBinder } from "../fuzz/binder.ts";

test(
  "whatever the text, it binds, says what is wrong where, and what it means can be written, read and run",
  { timeout: 60_000 },
  () => {
    fuzzBinder(3_000, 20_240_115);
  },
);
