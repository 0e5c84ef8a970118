import { describe, expect, it } from "vitest";
import { localPorts } from "../../../server/node/ports.ts";
import type { FieldMapping } from "../../../server/protocol/imports.ts";
import type { Files } from "../../../server/src/base/ports.ts";
import { previewImport } from "../../../server/src/store/import/preview.ts";
import { failureOf } from "../../support/store.ts";

/** A file that tells whether it was closed. */
function file(content: string): Files & { readonly isClosed: () => boolean } {
  const bytes = new TextEncoder().encode(content);
  let closed = false;
  return {
    isClosed: () => closed,
    absolute: (path) => `/${path}`,
    sha256: () => localPorts.files.sha256(),
    gunzip: (chunks) => localPorts.files.gunzip(chunks),
    size: async () => bytes.length,
    async *read() {
      try {
        for (let at = 0; at < bytes.length; at += 1000) yield await Promise.resolve(bytes.slice(at, at + 1000));
      } finally {
        closed = true;
      }
    },
  };
}

const preview = (content: string, mapping: FieldMapping = {}) =>
  previewImport({ file: "events.log", log: "app", mapping }, file(content));

const records = `{"time":"2024-01-15T10:00:00Z","kind":"placed","user":{"name":"ada","id":1},"host":"eu"}
{"time":"2024-01-15T10:00:01Z","kind":"shipped","user":{"name":"chen","id":2},"host":null}
{"time":"yesterday","kind":"shipped","host":"us","odd key.x":[1]}
`;

describe("the preview of an import", () => {
  it("shows the guess, the first records as events, and why one cannot be an event", async () => {
    const { format, mapping, guessed, records: shown } = await preview(records);
    expect(format).toBe("ndjson");
    expect(mapping).toEqual({ timestamp: "time", type: "kind", stream: "host", actor: "user.name" });
    expect(guessed).toEqual(["timestamp", "type", "stream", "actor"]);
    expect(shown).toEqual([
      { number: 1, values: { timestamp: "2024-01-15T10:00:00Z", type: "placed", stream: "eu", actor: "ada" } },
      { number: 2, values: { timestamp: "2024-01-15T10:00:01Z", type: "shipped", actor: "chen" } },
      { number: 3, bad: expect.stringContaining("time is no time") },
    ]);
  });

  it("lists the fields with values, the most common first, below objects too", async () => {
    const { fields } = await preview(records);
    expect(fields.map(({ path, samples, share }) => [path, samples, Math.round(share * 100)])).toEqual([
      ["time", ["2024-01-15T10:00:00Z", "2024-01-15T10:00:01Z", "yesterday"], 100],
      ["kind", ["placed", "shipped"], 100],
      ["user.name", ["ada", "chen"], 67],
      ["user.id", ["1", "2"], 67],
      ["host", ["eu", "us"], 67],
      ["`odd key.x`", ["[1]"], 33],
    ]);
  });

  it("heeds what the user chose, also that a field has no source", async () => {
    const { mapping, guessed, records: shown } = await preview(records, { type: "host", actor: "", timestamp: "" });
    expect(mapping).toEqual({ type: "host" });
    expect(guessed).toEqual([]);
    expect(shown[0]).toEqual({ number: 1, values: { type: "eu" } });
  });

  it("reads CSV, and closes a large file after its first records", async () => {
    const large = file(`time,type\n${"2024-01-15T10:00:00Z,a\n".repeat(50_000)}`);
    const found = await previewImport({ file: "a.csv", log: "app", mapping: {} }, large);
    expect(found.records).toHaveLength(5);
    expect(found.records[0]).toEqual({ number: 2, values: { timestamp: "2024-01-15T10:00:00Z", type: "a" } });
    expect(large.isClosed()).toBe(true);
  });

  it("refuses what the import would refuse", async () => {
    expect(await failureOf(preview("\u0000\u0001"))).toBe("import.unreadable");
    expect(await failureOf(preview(records, { type: "a..b" }))).toBe("usage");
  });
});
