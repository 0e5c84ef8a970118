import { expect, test } from "vitest";
import { withinBudget } from "../budget.ts";
import { killRound, stopRound } from "./processRound.ts";

test("processes killed while they append lose nothing that they were told is safe", async () => {
  let acknowledged = 0;
  const rounds = await withinBudget("kills", 1, async (seed) => {
    acknowledged += (await killRound(seed, 2)).acknowledged;
  });
  console.log(`${2 * rounds} kills, ${acknowledged} events acknowledged`);
  expect(acknowledged).toBeGreaterThan(0);
}, 120_000);

// Windows has no such signals.
test.runIf(process.platform !== "win32")(
  "processes stopped, overtaken and woken lose nothing that they were told is safe",
  async () => {
    let [acknowledged, takeovers] = [0, 0];
    const rounds = await withinBudget("stops", 3, async (seed) => {
      const figures = await stopRound(seed);
      acknowledged += figures.acknowledged;
      takeovers += figures.takeovers;
    });
    console.log(`${rounds} stops, ${takeovers} takeovers, ${acknowledged} events acknowledged`);
    expect(acknowledged).toBeGreaterThan(0);
  },
  120_000,
);
