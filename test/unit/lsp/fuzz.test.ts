import { test } from "vitest";
import { fuzzServer } from "../../fuzz/server.ts";

test("random edits and questions are answered, never with a throw or a hang", () => {
  fuzzServer(1500, 1);
});
