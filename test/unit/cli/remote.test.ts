import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { formatInstant } from "../../../server/src/base/instant.ts";
import { PIGELLO_HEADERS, PigelloServer } from "../../servers/sources/pigello.ts";
import { CommandLine } from "../../support/cli.ts";
import { START } from "../../support/sourceLaw.ts";

let erp: PigelloServer;
const evq = new CommandLine();
const file = join(evq.folder, "connections.json");
beforeAll(async () => {
  erp = await PigelloServer.start("canary-77d0a1");
  const declared = {
    kind: "pigello",
    url: erp.server.url,
    headers: PIGELLO_HEADERS,
    pageSize: 2,
    secret: { env: "ERP_SECRET" },
  };
  writeFileSync(file, JSON.stringify({ connections: { erp: declared } }));
});
afterAll(async () => {
  await erp.server.close();
  evq.remove();
});
beforeEach(() => {
  erp.server.forget();
  erp.entries = Array.from({ length: 9 }, (_, i) => ({
    id: `e-${i}`,
    created_at: formatInstant(START + BigInt(i) * 1_000_000n),
    event_identifier: "update",
    content_type: "accounting.verification",
    object_id: String(i % 2),
    triggered_by_user: null,
    event_context: { n: i },
  }));
});

const environment = () => ({ ERP_SECRET: erp.secret });

test("Ctrl+C prints what came, says that it is partial, and exits as interrupted", async () => {
  erp.server.faults = [undefined, undefined, "hang"];
  writeFileSync(join(evq.folder, "all.evq"), "from erp.eventlog\nselect id\n");
  const words = ["run", "all.evq", "--connections", file, "--format", "json"];
  const child = await evq.spawn(words, environment());
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const code = new Promise((resolve) => child.on("close", resolve));
  await expect.poll(() => erp.server.requests.length, { timeout: 60_000 }).toBe(3);
  child.kill("SIGINT");
  expect(await code).toBe(130);
  expect(JSON.parse(out)).toMatchObject({
    rows: [["e-0"], ["e-1"], ["e-2"]],
    completeness: { verdict: "partial" },
  });
  expect(err).toContain("partial: Cancelled after 4 events of erp.\n");
});

test("before all of a log is read, standard error says what that takes; a script is not asked", async () => {
  writeFileSync(join(evq.folder, "all.evq"), "from erp.eventlog\nselect id\n");
  const all = await evq.run(["run", "all.evq", "--connections", file, "--format", "csv"], {
    environment: environment(),
  });
  expect(all).toMatchObject({ code: 0, out: expect.stringMatching(/^id(\r\ne-\d){9}\r\n$/) as string });
  expect(all.err).toContain("erp.eventlog: all that it has, a request for every 2 events.");
  const some = await evq.run(["peek", "erp", "--count", "3", "--connections", file], { environment: environment() });
  expect(some).toMatchObject({ code: 0, err: expect.not.stringContaining("request") as string });
});

test("the secret is in no output, no file and no list of processes", async () => {
  const given = { environment: environment() };
  writeFileSync(join(evq.folder, "some.evq"), "from erp.eventlog latest 3\n");
  writeFileSync(join(evq.folder, "keep.evq"), 'from erp.eventlog since checkpoint "c" into local.kept\n');
  const common = ["--connections", file, "--store", "store"];
  const shown: string[] = [];
  for (const words of [
    ["run", "some.evq", "--format", "json"],
    ["run", "some.evq", "--output", "some.csv"],
    ["explain", "some.evq"],
    ["sync", "keep.evq"],
    ["run", "some.evq"],
  ]) {
    if (shown.length === 8) erp.server.faults = ["403"];
    const { out, err } = await evq.run([...words, ...common], given);
    shown.push(out, err);
  }
  expect(shown.at(-1)).toContain("error source.forbidden");
  expect(shown.join("\n")).not.toContain(erp.secret);
  erp.server.faults = ["hang"];
  const child = await evq.spawn(["run", "some.evq", ...common], environment());
  const before = erp.server.requests.length;
  await expect.poll(() => erp.server.requests.length, { timeout: 60_000 }).toBe(before + 1);
  if (process.platform === "linux")
    expect(readFileSync(`/proc/${child.pid}/cmdline`, "utf8")).not.toContain(erp.secret);
  const ended = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGINT");
  await ended;
  const files = readdirSync(evq.folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.endsWith("bin"),
  );
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(["some.csv", "connections.json"]));
  expect(files.length).toBeGreaterThan(5);
  for (const entry of files)
    expect(readFileSync(join(entry.parentPath, entry.name)).includes(erp.secret), entry.name).toBe(false);
});
