import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandLine } from "../support/cli.ts";

/** What the command line prints, kept beside the file and the queries it is printed for. */
const golden = join(import.meta.dirname, "cli");
const cli = new CommandLine();
afterAll(() => cli.remove());

test("import shows the mapping and lists what could not be read", async () => {
  const { code, out, err } = await cli.run(["import", join(golden, "shop.ndjson"), "--into", "shop", "--store", "store"]);
  expect([code, out]).toEqual([1, ""]);
  await expect(timeless(err)).toMatchFileSnapshot("cli/import.txt");
});

const report = join(golden, "report.evq");

test.each(["table", "json", "ndjson", "markdown"])("run --format %s prints all queries", async (format) => {
  const { code, out, err } = await cli.run(["run", report, "--store", "store", "--format", format]);
  expect([code, err]).toEqual([0, ""]);
  await expect(timeless(out)).toMatchFileSnapshot(`cli/report.${format === "table" ? "txt" : format === "markdown" ? "md" : format}`);
});

test.each([1, 2, 3])("run --format csv prints query %i", async (number) => {
  const { code, out, err } = await cli.run(["run", report, "--store", "store", "--format", "csv", "--query", String(number)]);
  expect([code, err]).toEqual([0, ""]);
  await expect(out).toMatchFileSnapshot(`cli/report-${number}.csv`);
});

test("explain says what runs where", async () => {
  const { code, out, err } = await cli.run(["explain", report, "--store", "store", "--param", "least=10"]);
  expect([code, err]).toEqual([0, ""]);
  await expect(out).toMatchFileSnapshot("cli/explain.txt");
});

const changes = join(golden, "changes.evq");

describe("changes and comparisons", () => {
  beforeAll(async () => {
    await cli.run(["import", join(golden, "prices.ndjson"), "--into", "prices", "--store", "store"]);
  });

test.each(["table", "json", "ndjson", "markdown"])("run --format %s prints changes and comparisons", async (format) => {
  const { code, out, err } = await cli.run(["run", changes, "--store", "store", "--format", format]);
  expect(code).toBe(0);
  await expect(err).toMatchFileSnapshot("cli/changes-counts.txt");
  await expect(timeless(out)).toMatchFileSnapshot(
    `cli/changes.${format === "table" ? "txt" : format === "markdown" ? "md" : format}`,
  );
});

test.each([1, 2])("run --format csv prints changes and comparisons, query %i", async (number) => {
  const { out } = await cli.run(["run", changes, "--store", "store", "--format", "csv", "--query", String(number)]);
  await expect(out).toMatchFileSnapshot(`cli/changes-${number}.csv`);
});

test("explain shows both runs of a comparison", async () => {
  const { code, out, err } = await cli.run(["explain", changes, "--store", "store"]);
  expect([code, err]).toEqual([0, ""]);
  await expect(out).toMatchFileSnapshot("cli/changes-explain.txt");
});
});

test("log stats counts by type", async () => {
  const { code, out } = await cli.run(["log", "stats", "shop", "--store", "store"]);
  expect(code).toBe(0);
  // The checkpoint of an import names the file by its path, which is longer on some machines.
  await expect(out.replace(/^(shop .*Z +)\d+$/m, "$1BYTES")).toMatchFileSnapshot("cli/stats.txt");
});

/** Without what differs from run to run: times taken, and the folder of the checkout. */
function timeless(text: string): string {
  return text.replaceAll(/"elapsedMs":[\d.]+/g, '"elapsedMs":0').replaceAll(/\d+\.\d s\b/g, "0.0 s").replaceAll(golden, "cli");
}
