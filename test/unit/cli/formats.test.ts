import { expect, test } from "vitest";
import { parseJson, parseNumber } from "../../../server/src/base/json.ts";
import { Instant, Json } from "../../../server/src/base/value.ts";
import type { Value } from "../../../server/src/base/value.ts";
import { FORMATS } from "../../../server/src/cli/output/formats.ts";
import type { Format } from "../../../server/src/cli/output/formats.ts";
import type { Column } from "../../../server/protocol/results.ts";
import { FileSpool } from "../../../server/node/spool.ts";
import { CollectedOutput } from "../../support/output.ts";

const spool = () => new FileSpool();

const columns: readonly Column[] = [
  { name: "at", type: "time" },
  { name: "amount", type: "number" },
  { name: "who", type: "string" },
  { name: "what", type: "json" },
  { name: "never", type: "string" },
];

const rows: readonly (readonly Value[])[] = [
  [
    new Instant(1_704_067_200_000_000n),
    9223372036854775807n,
    'ann, "the" first',
    new Json('{"n":1.10,"list":["a|b"]}'),
    null,
  ],
  [new Instant(1_704_067_200_123_456n), parseNumber("18446744073709551616"), "line\nbreak | *bold* <b>", null, null],
  [null, 0.5, "", new Json('{"x":"\u0085"}'), null],
  [null, -0, "=1+1 \u001b[31mred\u202e", new Json("[]"), null],
];

/** What a format prints of the rows, `never` being a field that no event has. */
async function printed(
  format: Format,
  { width, hidesEmpty = true }: { width?: number; hidesEmpty?: boolean } = {},
): Promise<string> {
  const out = new CollectedOutput(width);
  const writer = FORMATS[format](out, { hidesEmpty, spool });
  const shown = hidesEmpty ? [0, 1, 2, 3] : [0, 1, 2, 3, 4];
  await writer.rows(columns, rows.slice(0, 3));
  await writer.rows(columns, rows.slice(3));
  await writer.end({
    columns,
    shown,
    rowCount: 4,
    completeness: { verdict: "truncated", reason: "at 4" },
    notes: [],
    expectations: [],
    elapsedMs: 1.234,
  });
  writer.close();
  return out.text;
}

test("json: one document, exact numbers, the columns that have something", async () => {
  const text = await printed("json");
  expect(text)
    .toBe(`{"columns":[{"name":"at","type":"time"},{"name":"amount","type":"number"},{"name":"who","type":"string"},{"name":"what","type":"json"}],
"rows":[
["2024-01-01T00:00:00Z",9223372036854775807,"ann, \\"the\\" first",{"n":1.10,"list":["a|b"]}],
["2024-01-01T00:00:00.123456Z",18446744073709551616,"line\\nbreak | *bold* <b>",null],
[null,0.5,"",{"x":"\\u0085"}],
[null,0,"=1+1 \\u001b[31mred\\u202e",[]]
],
"completeness":{"verdict":"truncated","reason":"at 4"},"elapsedMs":1.2,"notes":[]}
`);
  expect(() => parseJson(text)).not.toThrow();
});

test("json: a result without rows is still one document", async () => {
  const out = new CollectedOutput();
  const writer = FORMATS.json(out, { hidesEmpty: false, title: "Nothing", spool });
  await writer.rows(columns.slice(0, 1), []);
  await writer.end({
    columns: columns.slice(0, 1),
    shown: [0],
    rowCount: 0,
    completeness: { verdict: "complete" },
    notes: [],
    expectations: [],
    elapsedMs: 0,
  });
  expect(JSON.parse(out.text)).toEqual({
    title: "Nothing",
    columns: [{ name: "at", type: "time" }],
    rows: [],
    completeness: { verdict: "complete" },
    elapsedMs: 0,
    notes: [],
  });
});

test("ndjson: an object a row, without the fields an event does not have", async () => {
  expect(await printed("ndjson"))
    .toBe(`{"at":"2024-01-01T00:00:00Z","amount":9223372036854775807,"who":"ann, \\"the\\" first","what":{"n":1.10,"list":["a|b"]}}
{"at":"2024-01-01T00:00:00.123456Z","amount":18446744073709551616,"who":"line\\nbreak | *bold* <b>"}
{"amount":0.5,"who":"","what":{"x":"\\u0085"}}
{"amount":0,"who":"=1+1 \\u001b[31mred\\u202e","what":[]}
`);
});

test("ndjson: selected columns are in every object", async () => {
  const [first = ""] = (await printed("ndjson", { hidesEmpty: false })).split("\n");
  expect(first).toContain('"never":null');
});

test("csv: exact cells, no formulas, quotes where they are needed, null apart from the empty text", async () => {
  const wanted = [
    "at,amount,who,what",
    '2024-01-01T00:00:00Z,9223372036854775807,"ann, ""the"" first","{""n"":1.10,""list"":[""a|b""]}"',
    '2024-01-01T00:00:00.123456Z,18446744073709551616,"line\nbreak | *bold* <b>",',
    ',0.5,"","{""x"":""\u0085""}"',
    ",0,'=1+1 \u001b[31mred\u202e,[]",
    "",
  ];
  expect(await printed("csv")).toBe(wanted.join("\r\n"));
  expect(await printed("csv", { hidesEmpty: false })).toBe(
    wanted.map((line, i) => (line === "" ? "" : `${line},${i === 0 ? "never" : ""}`)).join("\r\n"),
  );
});

test("csv: on a terminal nothing acts on it", async () => {
  expect(await printed("csv", { width: 80 })).not.toMatch(/[\u001b\u0085\u202e]/);
});

test("markdown: event text stays text, JSON is code", async () => {
  expect(await printed("markdown")).toBe(`| at | amount | who | what |
| --- | ---: | --- | --- |
| 2024-01-01T00:00:00Z | 9223372036854775807 | ann, "the" first | \`{"n":1.10,"list":["a\\|b"]}\` |
| 2024-01-01T00:00:00.123456Z | 18446744073709551616 | line\\nbreak \\| \\*bold\\* \\<b\\> |  |
|  | 0.5 |  | \`{"x":"\\u0085"}\` |
|  | 0 | =1+1 \\u001b\\[31mred\\u202e | \`[]\` |
`);
});

test("table: into a file every cell is whole, and nothing acts on a terminal that shows the file", async () => {
  expect(await printed("table")).toBe(`at                                         amount  who                       what
───────────────────────────  ────────────────────  ────────────────────────  ─────────────────────────
2024-01-01T00:00:00Z          9223372036854775807  ann, "the" first          {"n":1.10,"list":["a|b"]}
2024-01-01T00:00:00.123456Z  18446744073709551616  line\\nbreak | *bold* <b>
                                              0.5                            {"x":"\\u0085"}
                                                0  =1+1 \\u001b[31mred\\u202e  []
`);
});

test("table: on a terminal lines fit, and … says that a cell is cut", async () => {
  const lines = (await printed("table", { width: 60 })).trimEnd().split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines[2]).toContain("…");
});

test("table: letters that take two columns or none keep the columns straight", async () => {
  const out = new CollectedOutput();
  const writer = FORMATS.table(out, { hidesEmpty: false, spool });
  const named: Column[] = [
    { name: "a", type: "string" },
    { name: "b", type: "string" },
  ];
  await writer.rows(named, [
    ["日本", "x"],
    ["e\u0301", "x"],
    ["👍", "x"],
  ]);
  await writer.end({
    columns: named,
    shown: [0, 1],
    rowCount: 3,
    completeness: { verdict: "complete" },
    notes: [],
    expectations: [],
    elapsedMs: 0,
  });
  expect(out.text).toBe("a     b\n────  ─\n日本  x\ne\u0301     x\n👍    x\n");
});

test("a result that does not fit into memory waits in a file and comes out in order", async () => {
  const out = new CollectedOutput();
  const writer = FORMATS.json(out, { hidesEmpty: false, spool });
  const wide = "x".repeat(1 << 20);
  for (let i = 0; i < 40; i++) await writer.rows(columns.slice(2, 3), [[`${i} ${wide}`]]);
  await writer.end({
    columns: columns.slice(2, 3),
    shown: [0],
    rowCount: 40,
    completeness: { verdict: "complete" },
    notes: [],
    expectations: [],
    elapsedMs: 0,
  });
  writer.close();
  const { rows: read } = JSON.parse(out.text) as { rows: string[][] };
  expect(read.map(([cell = ""]) => cell.slice(0, 3).trim())).toEqual(
    [...Array(40).keys()].map((i) => `${i} x`.slice(0, 3).trim()),
  );
});
