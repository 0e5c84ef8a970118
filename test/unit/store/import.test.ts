import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { localPorts } from "../../../server/node/ports.ts";
import type { FieldMapping, ImportReport } from "../../../server/protocol/imports.ts";
import { CancellationSource, neverCancelled } from "../../../server/src/base/cancellation.ts";
import type { Files } from "../../../server/src/base/ports.ts";
import type { Store } from "../../../server/src/store/api.ts";
import { importFile } from "../../../server/src/store/import/importFile.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { failureOf, storeOn } from "../../support/store.ts";

interface Imported {
  readonly report: ImportReport;
  /** The columns asked for, of all events, integers as text. */
  rows(...columns: readonly string[]): Promise<unknown[][]>;
  again(text: string | Uint8Array, options?: { readonly fromStart: boolean }): Promise<ImportReport>;
}

/** Imports a file that comes in chunks of seven bytes, so that every boundary is met. */
async function imported(
  content: string | Uint8Array,
  mapping: FieldMapping = {},
  file = "events.log",
): Promise<Imported> {
  const store = storeOn(new FakeDisk().process());
  const run = (text: string | Uint8Array, options = {}) =>
    importFile(store, { file, log: "app", mapping, ...options }, filesOf(text), {
      cancellation: neverCancelled,
      progress: () => {},
    });
  return { report: await run(content), rows: (...columns) => rowsOf(store, columns), again: run };
}

async function rowsOf(store: Store, columns: readonly string[]): Promise<unknown[][]> {
  const wanted = columns.map((name) => (/timestamp|sequence/.test(name) ? `CAST(${name} AS TEXT)` : name));
  const { database } = await store.read("app");
  return database().exec(`SELECT ${wanted.join(", ")} FROM event ORDER BY lsn`)[0]?.values ?? [];
}

function filesOf(content: string | Uint8Array, size = 7): Files {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    absolute: (path) => `/${path}`,
    sha256: () => localPorts.files.sha256(),
    gunzip: (chunks) => localPorts.files.gunzip(chunks),
    size: () => Promise.resolve(bytes.length),
    async *read() {
      for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size));
    },
  };
}

async function* watched(chunks: AsyncIterable<Uint8Array>, tell: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    tell((bytes += chunk.length));
    yield chunk;
  }
}

const lines = (...records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

describe("NDJSON", () => {
  it("keeps each record as payload, with its integers and its own spelling of numbers", async () => {
    const { report, rows } = await imported(
      '\ufeff{"time":"2024-01-15T10:00:00.123456+01:00", "type":"a", "n":9007199254740993, "m":18446744073709551617, "x":1.50}\r\n\n{"time":1705309200,"type":7}',
    );
    expect(report).toMatchObject({
      format: "ndjson",
      read: 2,
      appended: 2,
      badCount: 0,
      mapping: { timestamp: "time", type: "type" },
    });
    expect(await rows("event_type", "timestamp", "payload", "raw", "odd", "sequence_number")).toEqual([
      [
        "a",
        "1705309200123456",
        '{"time":"2024-01-15T10:00:00.123456+01:00","type":"a","n":9007199254740993,"m":18446744073709551617,"x":1.50}',
        null,
        1,
        "1",
      ],
      ["7", "1705309200000000", '{"time":1705309200,"type":7}', null, 0, "2"],
    ]);
  });

  it("reports bad lines with number and reason and imports the others", async () => {
    const bytes = new TextEncoder().encode(
      `${lines({ time: "2024-01-15T10:00:00Z", type: "a" })}{"time":\n[1]\n\n${lines({ type: "b" }, { time: "soon", type: "b" })}` +
        `${lines({ time: "2024-01-15T10:00:00Z" })}?\n{"time":"2024-01-15T10:00:00Z","type":"\\u0000"}\n${lines({ time: 1705309200, type: "z" })}`,
    );
    bytes[bytes.indexOf(63)] = 0xff;
    const { report, rows } = await imported(bytes, { timestamp: "time", type: "type" });
    expect(report.bad).toEqual([
      { number: 2, reason: "the text ends where a JSON value should stand (at character 9)" },
      { number: 3, reason: "it is no JSON object" },
      { number: 5, reason: "it has no time, the timestamp" },
      { number: 6, reason: 'time is no time: "soon"' },
      { number: 7, reason: "it has no type, the type" },
      { number: 8, reason: "it is not UTF-8" },
      { number: 9, reason: "type holds a NUL character or half of a surrogate pair" },
    ]);
    expect(report).toMatchObject({ read: 9, appended: 2, badCount: 7 });
    expect(await rows("event_type")).toEqual([["a"], ["z"]]);
  });

  it("shows at most a hundred bad records and counts all", async () => {
    const { report } = await imported(`${lines({ type: "a" })}${"{\n".repeat(250)}`);
    expect([report.bad.length, report.badCount, report.appended]).toEqual([100, 250, 1]);
  });

  it("leaves out what is there already by its id, also twice in one file", async () => {
    const text = lines({ id: "x", n: 1 }, { id: "y", n: 2 });
    const { report, rows, again } = await imported(text, { id: "id" });
    expect(report).toMatchObject({ appended: 2, repeated: 0 });
    expect(await again(text)).toMatchObject({ appended: 0, before: 2 });
    expect(await again(lines({ id: "z" }, { id: "z" }, { id: "x" }))).toMatchObject({ appended: 1, repeated: 2 });
    expect(await rows("id")).toEqual([["x"], ["y"], ["z"]]);
  });

  it("refuses an id that the log may give itself later, and gives others to records without", async () => {
    const first = await imported(lines({ n: 1 }));
    const own = String((await first.rows("id"))[0]?.[0]);
    const next = own.replace(/1$/, "3");
    const report = await first.again(lines({ id: own }, { id: next }, { id: `${next}x` }), { fromStart: true });
    expect(report).toMatchObject({ mapping: { id: "id" }, appended: 1, repeated: 1, badCount: 1 });
    expect(report.bad).toEqual([{ number: 2, reason: `the id ${next} is one that the log gives itself` }]);
  });

  it("keeps a record with duplicate keys whole in raw", async () => {
    const { rows } = await imported('{"type":"a", "n":1, "n":2}\n');
    expect(await rows("payload", "raw")).toEqual([['{"type":"a","n":1}', '{"type":"a","n":1,"n":2}']]);
  });

  it("takes old and new of a change", async () => {
    const { rows } = await imported(
      lines({ action: "updated", old: { price: 1 }, new: { price: 2 } }, { action: "said", old: 3 }),
    );
    expect(await rows("old", "new")).toEqual([
      ['{"price":1}', '{"price":2}'],
      [null, null],
    ]);
  });
});

describe("the envelope", () => {
  const event = { event_type: "a", timestamp: "2024-01-15T10:00:00Z", stream_id: "s", payload: { n: 1 } };

  it("is mapped field by field, and raw is kept only where more was said", async () => {
    const { rows } = await imported(
      lines(
        { ...event, sequence_number: 5, metadata: { m: 1 }, instanceId: "app" },
        { eventType: "a", timestamp: event.timestamp, streamId: "s", payload: { n: 2 }, event_type: "a" },
        { ...event, more: 1 },
        { ...event, timestamp: "2024-01-15T10:00:00.1234567Z" },
        { ...event, metadata: null, instanceId: "other" },
      ),
    );
    const found = await rows("stream_id", "sequence_number", "payload", "metadata", "raw IS NULL", "timestamp");
    const at = "1705312800000000";
    expect(found).toEqual([
      ["s", "5", '{"n":1}', '{"m":1}', 1, at],
      [null, "1", '{"n":2}', null, 0, at],
      ["s", "6", '{"n":1}', null, 0, at],
      ["s", "7", '{"n":1}', null, 0, "1705312800123456"],
      ["s", "8", '{"n":1}', null, 0, at],
    ]);
  });

  it("refuses a sequence number that is no integer", async () => {
    const { report } = await imported(lines({ ...event, sequence_number: 1.5 }, { ...event, sequence_number: -3 }));
    expect(report).toMatchObject({
      appended: 1,
      bad: [{ number: 1, reason: "sequence_number is no integer of 64 bits: 1.5" }],
    });
  });
});

describe("JSON", () => {
  it("streams one array over any lines, with strings that look like its end", async () => {
    const records = [{ type: "a", s: 'x"]},{' }, { type: "b", deep: [[1, { a: [] }]] }, { type: "c" }];
    const { report, rows } = await imported(
      ` [\n${records.map((record) => JSON.stringify(record, null, 2)).join(" ,\n")}\n] \n`,
    );
    expect(report).toMatchObject({ format: "json", read: 3, appended: 3, badCount: 0 });
    expect(await rows("payload")).toEqual(records.map((record) => [JSON.stringify(record)]));
  });

  it.each([
    ['[{"type":"a"},1,{"type":"b"}]', 2, [{ number: 2, reason: "it is no JSON object" }]],
    ['[{"type":"a"},{"type":"b"}', 2, [{ number: 3, reason: "the file ends within the array" }]],
    ['[{"type":"a"}] x', 1, [{ number: 2, reason: "there is more after the end of the array" }]],
    ['[{"type":"a"},{"type" "b"},{"type":"c"}]', 2, [expect.objectContaining({ number: 2 })]],
    ["[]", 0, []],
  ])("%s", async (text, appended, bad) => {
    const { report } = await imported(text);
    expect(report).toMatchObject({ format: "json", appended, bad });
  });

  it("takes objects one after the other too, when they go over lines", async () => {
    const { report } = await imported(`{\n "type": "a"\n}\n{\n "type": "b"\n}\n`);
    expect(report).toMatchObject({ format: "json", appended: 2, badCount: 0 });
  });
});

describe("CSV", () => {
  it("types columns by their values and keeps what is mapped as text", async () => {
    const { report, rows } = await imported(
      'time,type,host,n,ok,note\r\n2024-01-15 10:00:00.5,7,"a,b",1.50,true,"say ""hi"",\nthere"\r\n2024-01-15 10:00:01,007,c,2,false,\r\n',
      { stream: "host" },
    );
    expect(report).toMatchObject({
      format: "csv",
      read: 2,
      appended: 2,
      badCount: 0,
      mapping: { timestamp: "time", type: "type" },
    });
    expect(await rows("event_type", "stream_id", "timestamp", "payload")).toEqual([
      [
        "7",
        "a,b",
        "1705312800500000",
        '{"time":"2024-01-15 10:00:00.5","type":"7","host":"a,b","n":1.50,"ok":true,"note":"say \\"hi\\",\\nthere"}',
      ],
      [
        "007",
        "c",
        "1705312801000000",
        '{"time":"2024-01-15 10:00:01","type":"007","host":"c","n":2,"ok":false,"note":null}',
      ],
    ]);
  });

  it("reports lines that do not fit, by their line in the file", async () => {
    const { report, rows } = await imported('type;n\n"a\n";1\nb;2;3\n\nc\n5" pipe;4\n"x"y;5\n"open;6\nd;7\n');
    expect(report.bad).toEqual([
      { number: 4, reason: "it has 3 fields and the header has 2" },
      { number: 6, reason: "it has one field and the header has 2" },
      { number: 8, reason: "something follows the closing quote of a field" },
      { number: 9, reason: "a quote is not closed" },
    ]);
    expect(await rows("event_type", "payload ->> 'n'")).toEqual([
      ["a\n", 1],
      ['5" pipe', 4],
      ["d", 7],
    ]);
  });

  it("keeps a later misfit as text", async () => {
    const { rows } = await imported(`type,n\n${"a,1\n".repeat(2000)}a,zero\n`);
    expect((await rows("payload")).at(-1)).toEqual(['{"type":"a","n":"zero"}']);
  });
});

describe("an import", () => {
  it("takes given paths before guesses, and shows which were guessed", async () => {
    const record = {
      "@timestamp": 1705312800000,
      when: 1705312801000,
      user: { "odd.key": "u", name: "n" },
      "a.b": "flat",
      type: "t",
    };
    const { report, rows } = await imported(lines(record), {
      timestamp: "when",
      actor: "user.`odd.key`",
      stream: "a.b",
    });
    expect(report.mapping).toEqual({ timestamp: "when", actor: "user.`odd.key`", stream: "a.b", type: "type" });
    expect(report.guessed).toEqual(["type"]);
    expect(await rows("timestamp", "actor", "stream_id")).toEqual([["1705312801000000", "u", "flat"]]);
  });

  it("leaves type and time empty when no field is one", async () => {
    const { report, rows } = await imported(lines({ a: 1 }, { a: 2 }));
    expect(report.mapping).toEqual({});
    expect(await rows("event_type", "timestamp")).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it("stops between batches when it is cancelled, keeps what is in, and says so", async () => {
    const store = storeOn(new FakeDisk().process());
    const cancellation = new CancellationSource();
    const text = lines(...Array.from({ length: 20_000 }, (_, n) => ({ type: "a", n })));
    const watch = { cancellation, progress: () => cancellation.cancel() };
    const report = await importFile(store, { file: "f", log: "app", mapping: {} }, filesOf(text, 100_000), watch);
    expect(report.cancelled).toBe(true);
    expect(report.appended).toBeLessThan(20_000);
    expect((await store.read("app")).events).toBe(report.appended);
  });

  it("goes on with a file that has grown where it ended, whatever its format", async () => {
    const grown: readonly (readonly [string, string])[] = [
      ['{"n":1}\n{"n":2}\n', '{"n":3}\n'],
      ['\ufeff{"n":1}\r\n\n{"n":2}', '\r\n{"n":3}'],
      ['{"n":1}\n{"n":2}\n{"n":', "3}\n"],
      ["n,t\r\n1,a\r\n2,b", "\r\n3,c\r\n"],
    ];
    for (const [text, more] of grown) {
      const { again, rows } = await imported(text);
      expect(await again(text)).toMatchObject({ before: 2, appended: 0 });
      expect(await again(text + more)).toMatchObject({ read: 1, before: 2, appended: 1, badCount: 0 });
      expect((await rows("payload")).map(String)).toEqual([1, 2, 3].map((n) => expect.stringMatching(`"n":${n}[,}]`)));
    }
    const { again, rows } = await imported(gzipSync('[{"n":1}]'));
    expect(await again(gzipSync('[{"n":1}\n, {"n":2}]'))).toMatchObject({ read: 1, before: 1, appended: 1 });
    expect(await rows("payload")).toHaveLength(2);
  });

  it("goes on where it was stopped, and takes all once more where that is asked for", async () => {
    const store = storeOn(new FakeDisk().process());
    const text = lines(...Array.from({ length: 20_000 }, (_, n) => ({ type: "a", n })));
    const request = { file: "f", log: "app", mapping: {} };
    const counts: number[] = [];
    for (const stopAt of [150_000, 250_000, 300_000, Infinity]) {
      const cancellation = new CancellationSource();
      const files = filesOf(text, 50_000);
      const watch = { cancellation, progress: () => {} };
      const read = (path: string) =>
        watched(files.read(path), (bytes) => {
          if (bytes > stopAt) cancellation.cancel();
        });
      const { appended, before, cancelled } = await importFile(store, request, { ...files, read }, watch);
      expect(cancelled).toBe(stopAt === Infinity ? undefined : true);
      expect(before).toBe(counts.reduce((sum, count) => sum + count, 0));
      counts.push(appended);
    }
    expect(counts.slice(0, 2).every((count) => count > 0)).toBe(true);
    const rows = await rowsOf(store, ["payload"]);
    expect(rows.map(String)).toEqual(Array.from({ length: 20_000 }, (_, n) => `{"type":"a","n":${n}}`));
    const watch = { cancellation: neverCancelled, progress: () => {} };
    const files = filesOf(text, 100_000);
    expect(await importFile(store, request, files, watch)).toMatchObject({ before: 20_000, read: 0, appended: 0 });
    const again = await importFile(store, { ...request, fromStart: true }, files, watch);
    expect(again).toMatchObject({ before: 0, appended: 20_000 });
  });

  it("refuses a file that is not the one it was, unless its events have an id", async () => {
    const text = lines({ k: 1 }, { k: 2 });
    const changed = [text.replace("1", "7"), lines({ k: 1 }), "", text.trimEnd() + " \n"];
    for (const now of changed) {
      const { again, rows } = await imported(text);
      expect(await failureOf(again(now))).toBe("import.changed");
      expect(await rows("payload")).toHaveLength(2);
    }
    const { again, rows } = await imported(lines({ id: "a", n: 1 }, { id: "b", n: 1 }));
    expect(await again(lines({ id: "c", n: 1 }, { id: "b", n: 1 }))).toMatchObject({
      appended: 1,
      repeated: 1,
      before: 0,
    });
    expect(await rows("id")).toEqual([["a"], ["b"], ["c"]]);
  });

  it("refuses to go on with other fields than it began with", async () => {
    const disk = new FakeDisk();
    const request = { file: "f", log: "app", mapping: {} };
    const watch = { cancellation: neverCancelled, progress: () => {} };
    const run = (mapping: FieldMapping) =>
      importFile(storeOn(disk.process()), { ...request, mapping }, filesOf(lines({ type: "a", n: 1 })), watch);
    await run({});
    expect(await failureOf(run({ type: "n" }))).toBe("import.changed");
    expect(await run({ type: "type" })).toMatchObject({ before: 1, appended: 0 });
  });

  it("says what it cannot read", async () => {
    expect(await failureOf(imported(Uint8Array.of(0x1f, 0x8b, 8, 0)))).toBe("import.unreadable");
    expect(await failureOf(imported(lines({ a: 1 }), { id: "a..b" }))).toBe("usage");
    const { report } = await imported("", {}, "none.csv");
    expect(report).toMatchObject({ format: "csv", read: 0, appended: 0 });
  });
});
