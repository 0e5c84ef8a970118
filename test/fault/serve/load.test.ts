import { afterAll, expect, test } from "vitest";
import { CommandLine } from "../../support/cli.ts";
import { SECONDS } from "../budget.ts";
import { serveUnderLoad } from "./load.ts";

const cli = new CommandLine();
afterAll(() => cli.remove());

test("of what a server acknowledged nothing is lost, altered or there twice, though it is killed while clients append and query", async () => {
  const report = await serveUnderLoad(cli, { seed: 1, seconds: SECONDS.serve, writers: 4, askers: 2, kills: 2 });
  console.log(JSON.stringify(report));
  expect(report).toMatchObject({ lost: [], altered: [], repeated: [], blind: [], kills: 2 });
  expect(report.acknowledged).toBeGreaterThan(20);
  expect(report.queries).toBeGreaterThan(2);
}, 120_000);
