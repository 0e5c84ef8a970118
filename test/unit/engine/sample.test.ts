import { expect, test } from "vitest";
import { Json } from "../../../server/src/base/value.ts";
import type { Engine, RunRequest } from "../../../server/src/engine/api.ts";
import { sampleLog } from "../../../server/src/engine/sample.ts";

/** An engine whose log has events of these types, streams and payloads. */
function engineOf(events: readonly (readonly [type: string, stream: string, payload: string])[]): {
  readonly engine: Pick<Engine, "run">;
  readonly requests: RunRequest[];
} {
  const requests: RunRequest[] = [];
  const engine: Pick<Engine, "run"> = {
    run: async (request, watch) => {
      requests.push(request);
      const columns = (["event_type", "stream_id", "payload"] as const).map((name) => ({
        name,
        type: "string" as const,
      }));
      const rows = events.map(([type, stream, payload]) => [type, stream, new Json(payload)]);
      await watch.rows(columns, rows, [0, 1, 2]);
      return {
        columns,
        shown: [0, 1, 2],
        rowCount: rows.length,
        completeness: { verdict: "complete" },
        notes: [],
        expectations: [],
        elapsedMs: 0,
      };
    },
  };
  return { engine, requests };
}

test("types, streams and paths of the newest events, with the type that fits all of them", async () => {
  const { engine, requests } = engineOf([
    ["b", "s", '{"n":1,"who":{"name":"Ada"},"items":[{"sku":"x"},{"other":1}],"gone":null}'],
    ["a", "s", '{"n":1.5,"who":"nobody","big":12345678901234567890123}'],
  ]);
  const sample = await sampleLog(engine, "local", "orders");
  expect(sample.eventTypes).toEqual(["a", "b"]);
  expect(sample.streams).toEqual(["s"]);
  expect(sample.paths.map(({ field, type, example }) => [field.path.join("."), type, example])).toEqual([
    ["n", "number", "1"],
    ["who", "mixed", '{"name":"Ada"}'],
    ["who.name", "string", expect.stringContaining("Ada")],
    ["items", "json", '[{"sku":"x"},{"other":1}]'],
    ["items.0", "json", '{"sku":"x"}'],
    ["items.0.sku", "string", expect.stringContaining("x")],
    ["big", "number", "12345678901234567890123"],
  ]);
  expect(requests[0]?.query.query).toMatchObject({ from: [{ connection: "local", log: "orders" }] });
});

test("hostile and endless events leave a bounded sample", async () => {
  const wide = JSON.stringify(
    Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`key${at}`, "x".repeat(500)])),
  );
  const deep = "[".repeat(900) + "]".repeat(900);
  const { engine } = engineOf([
    ["a", "s", wide],
    ["a", "s", deep],
    ["a", "s", '{"__proto__":{"polluted":true}}'],
  ]);
  const { paths } = await sampleLog(engine, "local", "orders");
  expect(paths.length).toBeLessThanOrEqual(500);
  expect(Math.max(...paths.map(({ example = "" }) => example.length))).toBeLessThan(100);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
