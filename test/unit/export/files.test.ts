import { unzipSync } from "fflate";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import type { Column, ExportFormat } from "../../../server/protocol/results.ts";
import { FileSpool } from "../../../server/node/spool.ts";
import { parseNumber } from "../../../server/src/base/json.ts";
import { Instant, Json } from "../../../server/src/base/value.ts";
import type { Value } from "../../../server/src/base/value.ts";
import { EXPORT_FORMATS } from "../../../server/src/export/formats.ts";
import { CollectedOutput } from "../../support/output.ts";

interface Given {
  readonly shown?: readonly number[];
  readonly rawFormulas?: boolean;
}

async function written(
  format: ExportFormat,
  columns: readonly Column[],
  rows: readonly (readonly Value[])[],
  { shown = columns.map((_, i) => i), rawFormulas = false }: Given = {},
): Promise<Uint8Array> {
  const out = new CollectedOutput();
  const writer = EXPORT_FORMATS[format](out, { hidesEmpty: true, rawFormulas, spool: () => new FileSpool() });
  for (const row of rows) await writer.rows(columns, [row]);
  await writer.end({
    columns,
    shown,
    rowCount: rows.length,
    completeness: { verdict: "complete" },
    notes: [],
    expectations: [],
    elapsedMs: 0,
  });
  writer.close();
  return Buffer.concat(out.bytes);
}

async function parquet(columns: readonly Column[], rows: readonly (readonly Value[])[], given?: Given) {
  const bytes = await written("parquet", columns, rows, given);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const { schema } = parquetMetadata(file);
  return { rows: await parquetReadObjects({ file, utf8: false }), schema: schema.slice(1) };
}

const number = (name: string, type: Column["type"] = "number"): Column => ({ name, type });

test("parquet: integers, times, texts and JSON come back exactly; empty columns are left out", async () => {
  const columns: readonly Column[] = [
    { name: "at", type: "time" },
    { name: "n", type: "integer" },
    { name: "who", type: "string" },
    { name: "what", type: "json" },
    { name: "ok", type: "boolean" },
    { name: "never", type: "string" },
  ];
  const { rows, schema } = await parquet(
    columns,
    [
      [new Instant(1_704_067_200_123_456n), 9223372036854775807n, "=1\u0000ü👍", new Json('{"n":1.10}'), true, null],
      [null, -9223372036854775808n, "", null, null, null],
    ],
    { shown: [0, 1, 2, 3, 4] },
  );
  expect(schema.map(({ name, type, converted_type: converted }) => [name, type, converted])).toEqual([
    ["at", "INT64", "TIMESTAMP_MICROS"],
    ["n", "INT64", undefined],
    ["who", "BYTE_ARRAY", "UTF8"],
    ["what", "BYTE_ARRAY", "JSON"],
    ["ok", "BOOLEAN", undefined],
  ]);
  expect(schema[3]).toMatchObject({ logical_type: { type: "JSON" } });
  expect(rows[0]).toMatchObject({ n: 9223372036854775807n, who: "=1\u0000ü👍", what: { n: 1.1 }, ok: true });
  expect(rows[1]).toMatchObject({ at: null, n: -9223372036854775808n, who: "", what: null, ok: null });
});

test("parquet: a number column is DOUBLE where that is exact, else DECIMAL, else text", async () => {
  const exact = await parquet([number("n")], [[0.1], [7n], [1e300]]);
  expect([exact.schema[0]?.type, exact.rows.map(({ n }) => n as number)]).toEqual(["DOUBLE", [0.1, 7, 1e300]]);
  const wide = await parquet([number("n")], [[parseNumber("18446744073709551616")], [0.5], [-3n]]);
  expect(wide.schema[0]).toMatchObject({
    type: "FIXED_LEN_BYTE_ARRAY",
    converted_type: "DECIMAL",
    precision: 21,
    scale: 1,
  });
  const text = await parquet([number("n")], [[parseNumber("1e400")], [0.5]]);
  expect(text.rows.map(({ n }) => n as string)).toEqual(["1e400", "0.5"]);
});

test("parquet: more rows than a group holds, and none at all", async () => {
  const many = Array.from({ length: 25_000 }, (_, i) => [BigInt(i), `row ${i}`]);
  const { rows } = await parquet([number("n", "integer"), { name: "s", type: "string" }], many);
  expect(rows).toHaveLength(25_000);
  expect(rows[24_999]).toEqual({ n: 24_999n, s: "row 24999" });
  const empty = await parquet([number("n", "integer")], []);
  expect([empty.rows.length, empty.schema.length]).toEqual([0, 1]);
});

async function sheet(columns: readonly Column[], rows: readonly (readonly Value[])[], given?: Given) {
  const files = unzipSync(await written("xlsx", columns, rows, given));
  expect(Object.keys(files)).toContain("[Content_Types].xml");
  return Buffer.from(files["xl/worksheets/sheet1.xml"] ?? []).toString("utf8");
}

test("xlsx: numbers that a double holds are numbers, others text; times of milliseconds are dates", async () => {
  const xml = await sheet(
    [number("n", "mixed")],
    [
      [9007199254740991n],
      [9007199254740993n],
      [parseNumber("1e400")],
      [0.5],
      [true],
      [new Instant(1_704_067_200_000_000n)],
      [new Instant(1_704_067_200_000_001n)],
      [null],
    ],
  );
  const cells = [...xml.matchAll(/<row><c[^>]*?(?:\/>|>.*?<\/c>)<\/row>/g)].map(([row]) => row.slice(5, -6)).slice(1);
  const text = (content: string) => `<c t="inlineStr"><is><t xml:space="preserve">${content}</t></is></c>`;
  expect(cells).toEqual([
    "<c><v>9007199254740991</v></c>",
    text("9007199254740993"),
    text("1e400"),
    "<c><v>0.5</v></c>",
    '<c t="b"><v>1</v></c>',
    '<c s="2"><v>45292</v></c>',
    text("2024-01-01T00:00:00.000001Z"),
    "<c/>",
  ]);
});

test("xlsx: no text is a formula or markup, and what XML cannot hold is written as Excel does", async () => {
  const texts = ["=HYPERLINK(1)", "<b>&", "a\u0001b_x0041_\ud800", "line\r\nbreak"];
  const columns: readonly Column[] = [{ name: "s", type: "string" }];
  const xml = await sheet(columns, texts.map((text) => [text])); // prettier-ignore
  expect(xml).not.toContain("<f>");
  expect(xml).toContain('<c s="3" t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(1)</t>');
  expect(xml).toContain("&lt;b&gt;&amp;");
  expect(xml).toContain("a_x0001_b_x005F_x0041__xD800_");
  expect(xml).toContain("line_x000D_\nbreak");
  const raw = await sheet(columns, [["=1"]], { rawFormulas: true });
  expect(raw).toContain('<c t="inlineStr"><is><t xml:space="preserve">=1</t>');
});

test("xlsx: what no sheet holds is refused, and nothing is cut", async () => {
  const columns: readonly Column[] = [{ name: "s", type: "string" }];
  await expect(sheet(columns, [["x".repeat(32_768)]])).rejects.toMatchObject({ code: "export.too-large" });
  expect(await sheet(columns, [["x".repeat(32_767)]])).toContain("x".repeat(32_767));
});
