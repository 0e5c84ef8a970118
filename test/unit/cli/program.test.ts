import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CommandLine } from "../../support/cli.ts";

const cli = new CommandLine();
afterAll(() => cli.remove());

const at = (name: string) => join(cli.folder, name);
const write = (name: string, text: string) => writeFileSync(at(name), text);

beforeAll(async () => {
  const events = Array.from({ length: 3000 }, (_, i) =>
    JSON.stringify({
      id: `e${i}`,
      timestamp: new Date(1_704_067_200_000 + i * 1000),
      type: i % 3 === 0 ? "a" : "b",
      n: i,
    }),
  );
  write("events.ndjson", events.join("\n"));
  write("three.evq", "from local.app where event_type = 'a' limit 3 select id, payload.n as n\n");
  write("wrong.evq", "\nfrom local.app\nwhere no_such_field = 1\n");
  write(
    "params.evq",
    "param least: number\nparam types: string[] = ['a']\nparam from: time = @2024-01-01T00:00Z\nfrom local.app where payload.n >= $least and event_type in $types and timestamp >= $from reduce count() as n\n",
  );
  expect(await cli.run(["import", "events.ndjson", "--into", "app", "--store", "store"])).toMatchObject({
    code: 0,
    out: "",
  });
}, 60_000);

const store = ["--store", "store"];

test("rows go to standard output, and nothing else does", async () => {
  expect(await cli.run(["run", "three.evq", ...store, "--format", "csv"])).toEqual({
    code: 0,
    out: "id,n\r\ne0,0\r\ne3,3\r\ne6,6\r\n",
    err: "",
  });
});

test("standard input is a file named -", async () => {
  const input = "\ufefffrom local.app reduce count() as n";
  expect(await cli.run(["run", "-", ...store, "--format", "ndjson"], { input })).toEqual({
    code: 0,
    out: '{"n":3000}\n',
    err: "",
  });
});

test("every row is printed into a pipe, however many", async () => {
  const { out } = await cli.run(["run", "-", ...store, "--format", "ndjson"], { input: "from local.app" });
  const rows = out.trimEnd().split("\n");
  expect(rows).toHaveLength(3000);
  expect(JSON.parse(rows[2999] ?? "")).toMatchObject({ id: "e2999", payload: { n: 2999 } });
});

test("a query with errors is not run: what is wrong stands there with its place, exit code 1", async () => {
  const { code, out, err } = await cli.run(["run", "wrong.evq", ...store]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/^wrong\.evq:3:7: error field\.unknown: /);
});

test("a text that could only be guessed at is not run, nor what is built on it; the other queries of the file are", async () => {
  const run = (input: string, ...more: readonly string[]) =>
    cli.run(["run", "-", ...store, "--format", "ndjson", ...more], { input });
  for (const guess of [
    "from local.app wher event_type = 'a' reduce count() as n",
    "from local.app filter event_type = 'a' reduce count() as n",
    "let some = from local.app wher event_type = 'a'\nfrom some reduce count() as n",
  ]) {
    expect(await run(guess), guess).toMatchObject({ code: 1, out: "" });
  }
  const sound = "from local.app limit 1 limit\nfrom local.app reduce count() as n";
  expect(await run(sound, "--query", "2")).toMatchObject({ code: 0, out: '{"n":3000}\n' });
});

test("check says what is wrong in several files at once; places count from 1", async () => {
  const { code, out } = await cli.run(["check", "three.evq", "wrong.evq", "--format", "json"]);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual([
    {
      file: "wrong.evq",
      line: 3,
      column: 7,
      endLine: 3,
      endColumn: 20,
      severity: "error",
      code: "field.unknown",
      message: expect.any(String),
    },
  ]);
  expect(await cli.run(["check", "three.evq"])).toEqual({ code: 0, out: "", err: "0 errors, 0 warnings in 1 file\n" });
  expect(await cli.run(["check", "three.evq", "nothing.evq"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("There is no file nothing.evq."),
  });
});

test("format writes the one form, and --check only says which files have another", async () => {
  write("loose.evq", "FROM local.app   LIMIT 3\n");
  expect(await cli.run(["format", "loose.evq", "three.evq", "--check"])).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("loose.evq is not formatted"),
  });
  expect(readFileSync(at("loose.evq"), "utf8")).toBe("FROM local.app   LIMIT 3\n");
  expect(await cli.run(["format", "loose.evq"])).toEqual({ code: 0, out: "", err: "" });
  expect(readFileSync(at("loose.evq"), "utf8")).toBe("from local.app\nlimit 3\n");
  expect(await cli.run(["format", "loose.evq", "--check"])).toMatchObject({ code: 0 });
  expect(await cli.run(["format", "-"], { input: "from local.app where" })).toMatchObject({
    code: 1,
    out: "from local.app where",
  });
});

test("parameters are read as their type, lists and times too", async () => {
  const run = async (...given: string[]) =>
    cli.run(["run", "params.evq", ...store, "--format", "csv", ...given.flatMap((text) => ["--param", text])]);
  expect((await run("least=2_990")).out).toBe("n\r\n3\r\n");
  expect((await run("least=2990", "types=a, b")).out).toBe("n\r\n10\r\n");
  expect((await run("least=0", 'types=["b"]', "from=2024-01-01T00:49:50Z")).out).toBe("n\r\n7\r\n");
  expect((await run("least=0", "types=")).out).toBe("n\r\n0\r\n");
  expect(await run()).toMatchObject({
    code: 2,
    err: expect.stringContaining("error parameter.missing: The parameter $least has no value."),
  });
  expect(await run("least=many")).toMatchObject({
    code: 2,
    err: expect.stringContaining('error parameter.invalid: "many" is no number, which the parameter $least is.'),
  });
  expect(await run("least=1 from local.app")).toMatchObject({ code: 2 });
  expect(await run("leest=1")).toMatchObject({
    code: 2,
    err: expect.stringContaining("There is no parameter $leest in the text."),
  });
  expect(await run("least")).toMatchObject({ code: 2, err: expect.stringContaining("--param least has no value") });
}, 90_000);

test("a query is chosen by title or number; wrong ones say which there are", async () => {
  write(
    "two.evq",
    "//# First\nfrom local.app reduce count() as n\n\n//# Second\nfrom local.app where event_type = 'a' reduce count() as n\n",
  );
  const run = (query: string) => cli.run(["run", "two.evq", ...store, "--format", "ndjson", "--query", query]);
  expect((await run("Second")).out).toBe('{"n":1000}\n');
  expect((await run("1")).out).toBe('{"n":3000}\n');
  expect(await run("3")).toMatchObject({ code: 2, out: "", err: expect.stringContaining("  2  Second") });
  expect(await cli.run(["run", "two.evq", ...store, "--format", "csv"])).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("CSV is one table"),
  });
}, 60_000);

test("a query that fails does not keep the others of its file from running", async () => {
  const input = "//# Not there\nfrom akeneo.logs\n\n//# There\nfrom local.app reduce count() as n\n";
  const table = await cli.run(["run", "-", ...store], { input });
  expect(table).toMatchObject({ code: 3, out: "── Not there ──\n\n── There ──\n   n\n────\n3000\n" });
  const json = await cli.run(["run", "-", ...store, "--format", "json"], { input });
  expect(json.code).toBe(3);
  expect(JSON.parse(json.out)).toMatchObject([
    { title: "Not there", failure: { code: "source.not-connected" } },
    { title: "There", rows: [[3000]] },
  ]);
});

test("an expectation that is not met is exit code 1, after the rows", async () => {
  const run = (expectation: string) =>
    cli.run(["run", "-", ...store, "--format", "ndjson"], {
      input: `from local.app where event_type = "a" limit 2 select id expect ${expectation}`,
    });
  expect(await run("rows = 2")).toEqual({ code: 0, out: '{"id":"e0"}\n{"id":"e3"}\n', err: "" });
  expect(await run("rows > 2")).toEqual({
    code: 1,
    out: '{"id":"e0"}\n{"id":"e3"}\n',
    err: "not met: expect rows > 2. There are 2 rows.\n",
  });
  expect(await run('every event_type = "b"')).toMatchObject({
    code: 1,
    err: expect.stringContaining("2 rows are not as expected."),
  });
}, 60_000);

test("peek prints the last events of a log, and the query that does it", async () => {
  const peek = (...words: readonly string[]) => cli.run(["peek", "local.app", ...words, ...store]);
  const { code, out, err } = await peek("--count", "2", "--format", "ndjson");
  expect(code).toBe(0);
  expect(out.split("\n").flatMap((line) => (line === "" ? [] : [(JSON.parse(line) as { id: string }).id]))).toEqual([
    "e2999",
    "e2998",
  ]);
  expect(err).toContain("from local.app\nlatest 2\n");
  expect(await peek("--last", "1h")).toMatchObject({ code: 0, err: expect.stringContaining("during last 1h") });
  expect(await peek("--last", "an hour")).toMatchObject({ code: 2 });
  expect(await peek("--count", "0")).toMatchObject({ code: 2 });
}, 60_000);

test("what is not there is said with a way out, and whose fault it is by the exit code", async () => {
  const run = (input: string) => cli.run(["run", "-", ...store], { input });
  expect(await run("from akeneo.logs")).toMatchObject({
    code: 3,
    out: "",
    err: expect.stringContaining("error source.not-connected: "),
  });
  expect(await run("from local.app fetch current")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("fetch.no-current"),
  });
  expect(await run("// nothing")).toMatchObject({ code: 1, err: expect.stringContaining("error query.none: ") });
  expect(await cli.run(["run", "nothing.evq"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("error file.not-found: "),
  });
}, 60_000);

test("words that are not understood are exit code 2, with what was meant", async () => {
  expect(await cli.run(["rum", "x"])).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("Did you mean run?"),
  });
  expect(await cli.run(["run", "x", "--fromat", "csv"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("Did you mean --format?"),
  });
  expect(await cli.run(["run", "x", "--format", "xml"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("Allowed choices are table, json, ndjson, csv, markdown, parquet, xlsx"),
  });
  expect(await cli.run(["import", "x"])).toMatchObject({ code: 2, err: expect.stringContaining("--into") });
  expect(await cli.run([])).toMatchObject({ code: 2, out: "", err: expect.stringContaining("evq import") });
  expect(await cli.run(["--help"])).toMatchObject({ code: 0, err: "", out: expect.stringContaining("evq import") });
}, 60_000);

test("logs are listed, and deleted only when that is meant", async () => {
  const list = async () =>
    JSON.parse((await cli.run(["log", "list", ...store, "--format", "json"])).out) as {
      name: string;
      events: number;
    }[];
  write("small.csv", "timestamp,type\n2024-01-01T00:00:00Z,x\n");
  expect(await cli.run(["import", "small.csv", "--into", "small", ...store])).toMatchObject({ code: 0 });
  expect((await list()).map(({ name, events }) => [name, events])).toEqual([
    ["app", 3000],
    ["small", 1],
  ]);
  expect(await cli.run(["log", "delete", "small", ...store])).toMatchObject({
    code: 2,
    err: expect.stringContaining("--yes"),
  });
  expect(await list()).toHaveLength(2);
  expect(await cli.run(["log", "delete", "small", "--yes", ...store])).toMatchObject({ code: 0, out: "" });
  expect((await list()).map(({ name }) => name)).toEqual(["app"]);
  expect(await cli.run(["log", "stats", "small", ...store])).toMatchObject({
    code: 3,
    err: expect.stringContaining("log.unknown"),
  });
}, 60_000);

test("events are appended line by line, one alone, or as the payload of a type; the log knows what it is for", async () => {
  const append = (input: string, ...more: readonly string[]) =>
    cli.run(["append", "made", "-", ...store, ...more], { input });
  expect(await cli.run(["log", "create", "made", "--description", "for a test", ...store])).toMatchObject({ code: 0 });
  expect(await cli.run(["log", "create", "made", ...store])).toMatchObject({
    code: 3,
    err: expect.stringContaining("error log.exists: "),
  });
  const lines = '{"id":"1","event_type":"a","payload":{"n":9007199254740993}}\n{"id":"1","event_type":"b"}\n';
  expect(await append(lines)).toEqual({
    code: 0,
    out: "",
    err: "1 appended to local.made, 1 were there already\n",
  });
  expect(await append('{\n "eventType": "c",\n "payload": 1\n}')).toMatchObject({ code: 0 });
  expect(await append('{"version":"1.4.2"}', "--type", "d", "--stream", "s")).toMatchObject({ code: 0 });
  expect(await append('{"version":"1.4.2"}')).toMatchObject({
    code: 2,
    err: expect.stringContaining("error event.invalid: Line 1 has neither an event_type nor a payload"),
  });
  const input = "from local.renamed order by sequence_number, id select event_type, stream_id, payload";
  await cli.run(["log", "rename", "made", "renamed", ...store]);
  expect((await cli.run(["run", "-", ...store, "--format", "ndjson"], { input })).out.split("\n").toSorted()).toEqual([
    "",
    '{"event_type":"a","stream_id":null,"payload":{"n":9007199254740993}}',
    '{"event_type":"c","stream_id":null,"payload":1}',
    '{"event_type":"d","stream_id":"s","payload":{"version":"1.4.2"}}',
  ]);
  await cli.run(["log", "describe", "renamed", "still for a test", ...store]);
  const shown = await cli.run(["log", "show", "renamed", ...store, "--format", "json"]);
  expect(JSON.parse(shown.out)).toMatchObject({ name: "renamed", events: 3, description: "still for a test" });
  const stats = await cli.run(["log", "stats", "renamed", ...store, "--format", "json"]);
  expect(JSON.parse(stats.out)).toMatchObject([
    {
      events: 3,
      streams: 1,
      types: [{ event_type: "a", events: 1 }, { event_type: "c" }, { event_type: "d" }],
      by_stream: [
        { stream_id: null, events: 2 },
        { stream_id: "s", events: 1 },
      ],
      histogram: { counts: expect.any(Array) },
    },
  ]);
  expect(await cli.run(["log", "delete", "renamed", "--yes", ...store])).toMatchObject({ code: 0 });
}, 60_000);

test("a log goes to a file and comes back exactly; the file is there whole or not at all", async () => {
  const events = [
    { id: "1", event_type: "=1+1", stream_id: "s", timestamp: "2024-01-01T00:00:00.000001Z", payload: { n: 1 } },
    { id: "2", event_type: "b", timestamp: "2024-01-01T00:00:01Z", payload: 7, metadata: { by: "x" }, old: { a: 1 } },
  ];
  await cli.run(["append", "out", "-", ...store], { input: events.map((event) => JSON.stringify(event)).join("\n") });
  expect(await cli.run(["export", "out", "--output", "out.ndjson", ...store])).toEqual({ code: 0, out: "", err: "" });
  await cli.run(["import", "out.ndjson", "--into", "back", ...store]);
  const input = (log: string) =>
    `from local.${log} order by id select id, event_type, stream_id, timestamp, payload, metadata, old`;
  const rows = async (log: string) =>
    (await cli.run(["run", "-", "--format", "ndjson", ...store], { input: input(log) })).out;
  expect(await rows("back")).toBe(await rows("out"));
  await cli.run(["export", "out", "--output", "out.parquet", ...store]);
  expect(readFileSync(at("out.parquet"), "latin1")).toMatch(/^PAR1[^]*PAR1$/);
  await cli.run(["run", "-", "--output", "out.xlsx", ...store], { input: input("out") });
  expect(readFileSync(at("out.xlsx"), "latin1").slice(0, 2)).toBe("PK");
  const csv = ["run", "-", "--format", "csv", ...store];
  const types = "from local.out order by id select event_type";
  expect((await cli.run(csv, { input: types })).out).toBe("event_type\r\n'=1+1\r\nb\r\n");
  expect((await cli.run([...csv, "--raw-formulas"], { input: types })).out).toBe("event_type\r\n=1+1\r\nb\r\n");
  const failed = await cli.run(["export", "nothing", "--output", "nothing.csv", ...store]);
  expect(failed).toMatchObject({ code: 3, err: expect.stringContaining("log.unknown") });
  expect(await cli.run(["export", "out", "--output", "no/folder.csv", ...store])).toMatchObject({
    code: 2,
    err: expect.stringContaining("file.unwritable: There is no folder for no/folder.csv."),
  });
  expect(readdirSync(cli.folder).filter((name) => name.includes("nothing") || name.includes(".part"))).toEqual([]);
}, 90_000);

test("a packed file is imported by fields that were saved by a name, and twice adds nothing", async () => {
  const lines = Array.from({ length: 50 }, (_, n) =>
    JSON.stringify({ when: 1_704_067_200 + n, what: "x", key: `k${n}` }),
  );
  writeFileSync(at("packed.ndjson.gz"), gzipSync(lines.join("\n")));
  const fields = ["--timestamp", "when", "--type", "what", "--id", "key"];
  const first = await cli.run([
    "import",
    "packed.ndjson.gz",
    "--into",
    "packed",
    ...fields,
    "--save-profile",
    "mine",
    ...store,
  ]);
  expect(first).toMatchObject({ code: 0, err: expect.stringContaining("50 records read, 50 imported") });
  const again = await cli.run(["import", "packed.ndjson.gz", "--into", "packed", "--profile", "mine", ...store]);
  expect(again.err).toContain("50 records were done with before");
  expect(again.err).toContain("0 records read, 0 imported");
  expect(again.err).not.toContain("guessed");
  expect(
    await cli.run(["import", "packed.ndjson.gz", "--into", "packed", "--profile", "other", ...store]),
  ).toMatchObject({
    code: 2,
    err: expect.stringContaining("There is: mine."),
  });
}, 60_000);

test("the store is that of EVQ_STORE, else the nearest .evq/store, else the user's", async () => {
  write("one.csv", "timestamp,type\n2024-01-01T00:00:00Z,x\n");
  expect(await cli.run(["import", "one.csv", "--into", "mine"])).toMatchObject({ code: 0 });
  expect(existsSync(at("data/evq/store/FORMAT"))).toBe(true);
  expect(
    await cli.run(["import", "one.csv", "--into", "theirs"], { environment: { EVQ_STORE: "elsewhere" } }),
  ).toMatchObject({ code: 0 });
  expect(existsSync(at("elsewhere/FORMAT"))).toBe(true);
}, 60_000);

test("whoever reads no further is no failure", async () => {
  const { code, out, err } = await cli.run(["run", "-", ...store, "--format", "ndjson"], {
    input: "from local.app",
    readsNoMoreThan: 10,
  });
  expect([code, err]).toEqual([0, ""]);
  expect(out.length).toBeLessThan(100_000);
});
