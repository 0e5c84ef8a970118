import { expect, test } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

const workbench = useWorkbench();

test("an .evq file has coloured words", async () => {
  await workbench.open("first.evq");
  const colours = () =>
    workbench.tokens.evaluateAll((tokens) => [...new Set(tokens.map((token) => getComputedStyle(token).color))]);
  await expect.poll(async () => (await colours()).length, { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
  await workbench.picture("colours");
});
