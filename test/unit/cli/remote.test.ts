import { writeFileSync } from "node:fs";
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
  erp = await PigelloServer.start();
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
