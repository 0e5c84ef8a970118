import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogSource } from "../../../server/src/query/query.ts";
import {
  akeneoEntry,
  codeboltEvent,
  contemberEvent,
  openContentEntry,
  pigelloEntry,
} from "../../bench/sources/entries.ts";
import { AkeneoServers } from "../../servers/sources/akeneo.ts";
import { CodeboltServer } from "../../servers/sources/codebolt.ts";
import type { CodeboltFault } from "../../servers/sources/codebolt.ts";
import { contemberAnswer } from "../../servers/sources/contember.ts";
import { OpenContentServers } from "../../servers/sources/opencontent.ts";
import { PIGELLO_HEADERS, PigelloServer } from "../../servers/sources/pigello.ts";
import { SourceServer } from "../../servers/sources/server.ts";
import type { Fault } from "../../servers/sources/server.ts";
import { ran } from "../../support/engine.ts";
import { remoteEngine } from "../../support/remote.ts";

const COUNT = 25;
const NOW = BigInt(Date.parse("2024-01-01T01:00:00Z")) * 1000n;
const all = <T>(make: (i: number) => T) => Array.from({ length: COUNT }, (_, i) => make(i));

interface System {
  readonly server: SourceServer;
  readonly log: string;
  readonly connection: Readonly<Record<string, unknown>>;
  readonly secret: string;
  readonly ids: readonly string[];
}

const systems: Record<string, System> = {};
let codebolt: CodeboltServer;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  const pigello = await PigelloServer.start();
  pigello.entries = all(pigelloEntry);
  const akeneo = await AkeneoServers.start();
  akeneo.entries = all(akeneoEntry);
  akeneo.tokens.add("given-token");
  const oc = await OpenContentServers.start();
  oc.logs.eventlog = all(openContentEntry);
  oc.reading = { ...oc.reading, largestPage: 10 };
  const contember = await SourceServer.start(contemberAnswer(all(contemberEvent)));
  codebolt = await CodeboltServer.start();
  codebolt.events = all(codeboltEvent);
  closing.push(
    () => pigello.server.close(),
    () => akeneo.close(),
    () => oc.close(),
    () => contember.close(),
    () => codebolt.close(),
  );
  systems["pigello"] = {
    server: pigello.server,
    log: "eventlog",
    connection: { url: pigello.server.url, headers: PIGELLO_HEADERS },
    secret: pigello.secret,
    ids: all(pigelloEntry).map(({ id }) => id),
  };
  systems["akeneo"] = {
    server: akeneo.platform,
    log: "logs",
    connection: { url: akeneo.platform.url, pim: akeneo.pim.url, clientId: akeneo.client.id },
    secret: "given-token",
    ids: all(akeneoEntry).map(({ log_id }) => log_id),
  };
  systems["opencontent"] = {
    server: oc.repository,
    log: "eventlog",
    connection: { url: oc.repository.url, username: oc.user.name },
    secret: oc.user.password,
    ids: all(openContentEntry).map(({ id }) => String(id)),
  };
  systems["contember"] = {
    server: contember,
    log: "events",
    connection: { url: contember.url, project: "blog" },
    secret: "contember-token",
    ids: all(contemberEvent).map(({ id }) => id),
  };
});
afterAll(async () => {
  for (const close of closing) await close();
});

/** Reads a whole log in pages of ten, of which requests meet the faults given. */
async function read(kind: string, faults: readonly (Fault | undefined)[], timeoutSeconds = 30) {
  const system = systems[kind];
  if (!system) throw new Error(kind);
  const { server, connection, secret, log } = system;
  server.forget();
  server.faults = [...faults];
  const { engine, waited } = remoteEngine({
    connections: { it: { kind, pageSize: 10, timeoutSeconds, ...connection } },
    secrets: { "it.secret": secret },
    now: NOW,
  });
  const source: LogSource = { kind: "log", connection: "it", log };
  const outcome = await ran(engine, { from: [source] });
  return { ...outcome, waited, ids: outcome.rows.map(([id]) => id), left: server.faults.length };
}

describe.each(["pigello", "akeneo", "opencontent", "contember"])("%s", (kind) => {
  const wanted = () => systems[kind]?.ids ?? [];

  test.each<[Fault, number | undefined]>([
    ["429 seconds", 3000],
    ["429 date", 3000],
    ["500", undefined],
    ["503", undefined],
    ["reset", undefined],
    ["cut", undefined],
  ])("%s on any page passes: every event comes once", async (fault, wait) => {
    const { ids, completeness, waited, left } = await read(kind, [fault, undefined, fault]);
    expect({ ids, completeness, left }).toEqual({ ids: wanted(), completeness: { verdict: "complete" }, left: 0 });
    expect(waited).toHaveLength(2);
    if (wait !== undefined) expect(waited).toEqual([wait, wait]);
  });

  test("a request that hangs is given up when its time is over, and made again", async () => {
    const { ids, completeness, waited } = await read(kind, [undefined, "hang"], 1);
    expect({ ids, completeness }).toEqual({ ids: wanted(), completeness: { verdict: "complete" } });
    expect(waited).toHaveLength(1);
  });

  test.each<[Fault, string]>([
    ["html", "source.unreadable"],
    ["cut JSON", "source.unreadable"],
    ["bomb", "source.unreadable"],
    ["401", "source.unauthorized"],
    ["403", "source.forbidden"],
    ["elsewhere", "source."],
  ])("%s on the first page fails the run, on a later one what came is kept", async (fault, code) => {
    const again = fault === "401" ? [fault, fault] : [fault];
    await expect(read(kind, again)).rejects.toMatchObject({ code: expect.stringContaining(code) as string });
    const { ids, completeness } = await read(kind, [undefined, ...again]);
    expect(completeness).toEqual({
      verdict: "partial",
      reason: expect.stringMatching(/^Page 2 of it failed: ./) as string,
    });
    expect(ids).toEqual(wanted().slice(0, 10));
  });

  test("what does not pass after all attempts is told with the rows that came", async () => {
    const { ids, completeness } = await read(kind, [undefined, ...Array.from({ length: 6 }, () => "503" as const)]);
    expect(completeness).toMatchObject({ verdict: "partial", reason: expect.stringContaining("503") as string });
    expect(ids).toEqual(wanted().slice(0, 10));
  });
});

test.each<[CodeboltFault, boolean]>([
  ["close", true],
  ["other frames", true],
  ["no json", false],
  ["refuse", false],
])("codebolt: %s on a later page", async (fault, passes) => {
  // The first question is answered, the second one meets the fault.
  const { engine } = remoteEngine({
    connections: { it: { kind: "codebolt", url: codebolt.url, pageSize: 10 } },
    now: NOW,
  });
  const source: LogSource = { kind: "log", connection: "it", log: "app" };
  let told = 0;
  const outcome = await ran(
    engine,
    { from: [source] },
    {
      progress: () => {
        // The next page is on its way already; the one behind it meets the fault.
        if (++told === 1) codebolt.faults = [fault];
      },
    },
  );
  expect(codebolt.faults).toEqual([]);
  expect(outcome.completeness.verdict).toBe(passes ? "complete" : "partial");
  const ids = outcome.rows.map(([id]) => id);
  const every = all(codeboltEvent).map(({ id }) => id);
  expect(ids).toEqual(passes ? every : every.slice(0, ids.length));
  expect(ids.length).toBeGreaterThanOrEqual(9);
});
