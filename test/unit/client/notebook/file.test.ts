import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SavedOutput } from "../../../../client/protocol/notebook.ts";
import type { Fields, NotebookFile } from "../../../../client/src/notebook/file/notebookFile.ts";
import { MAX_BYTES, readNotebook } from "../../../../client/src/notebook/file/readNotebook.ts";
import { writeNotebook } from "../../../../client/src/notebook/file/writeNotebook.ts";
import { canonicalJson, parseJson, printJson } from "../../../../server/src/base/json.ts";
import { toFailure } from "../../../../server/src/base/failure.ts";
import { checkout } from "../../../host/checkout.ts";
import { jsonScalars } from "../../../support/arbitraries.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readNotebook(bytes(text));

const output: SavedOutput = {
  run: {
    title: "Failed orders",
    text: ["from local.orders", "limit 1"],
    parameters: { who: "chen" },
    sources: ["local.orders"],
    at: "2024-01-18T14:00:00.000Z",
    elapsedMs: 12.5,
    phase: "done",
    rowCount: 2,
    scanned: 7,
    completeness: { verdict: "truncated", reason: "limit 1 cut the result." },
    notes: [{ code: "ran-at-source", message: "The store filtered.", clause: "where" }],
  },
  result: {
    columns: [{ name: "n", type: "integer" }],
    rows: [[{ $int: "9007199254740993" }]],
  },
};

const text = `{
  "version": 1,
  "owner": "audit",
  "cells": [
    {
      "id": "a",
      "language": "markdown",
      "source": [
        "# Orders",
        ""
      ]
    },
    {
      "id": "b",
      "language": "evq",
      "source": [
        "from local.orders",
        "limit 1"
      ],
      "tags": [
        "x",
        18446744073709551617
      ],
      "outputs": [
        {
          "run": {
            "title": "Failed orders",
            "text": [
              "from local.orders",
              "limit 1"
            ],
            "parameters": {
              "who": "chen"
            },
            "sources": [
              "local.orders"
            ],
            "at": "2024-01-18T14:00:00.000Z",
            "elapsedMs": 12.5,
            "phase": "done",
            "rowCount": 2,
            "scanned": 7,
            "completeness": {
              "verdict": "truncated",
              "reason": "limit 1 cut the result."
            },
            "notes": [
              {"code":"ran-at-source","message":"The store filtered.","clause":"where"}
            ]
          },
          "result": {
            "columns": [
              {"name":"n","type":"integer"}
            ],
            "rows": [
              [{"$int":"9007199254740993"}]
            ]
          },
          "seal": {
            "by": "a later version"
          }
        }
      ]
    }
  ]
}
`;

describe("the file of a notebook", () => {
  test("is text that diffs well, and is written as it was read, unknown fields and all digits included", () => {
    const file = read(text);
    expect(file.cells.map(({ id, language, source }) => [id, language, source])).toEqual([
      ["a", "markdown", "# Orders\n"],
      ["b", "evq", "from local.orders\nlimit 1"],
    ]);
    expect(writeNotebook(file)).toBe(text);
  });

  test("has its fields in one order, whatever the order they came in", () => {
    const shuffled = parseJson(text) as Fields;
    const turn = (value: unknown): unknown =>
      value instanceof Map ? new Map([...value].toReversed().map(([name, member]) => [name, turn(member)])) : Array.isArray(value) ? value.map(turn) : value; // prettier-ignore
    const print = (value: unknown): string =>
      JSON.stringify(value, (_, member: unknown) => (member instanceof Map ? Object.fromEntries(member) : typeof member === "bigint" ? Number(member) : member)); // prettier-ignore
    const written = writeNotebook(read(print(turn(shuffled)).replace("18446744073709552000", "18446744073709551617")));
    expect(written.match(/"(version|owner|cells|id|language|source|tags|outputs|run|result|seal)":/g)).toEqual(
      text.match(/"(version|owner|cells|id|language|source|tags|outputs|run|result|seal)":/g),
    );
  });

  test("that is new has no byte, and no cells", () => {
    expect(readNotebook(new Uint8Array())).toEqual({ cells: [], unknown: new Map() });
    expect(writeNotebook(read('{"version":1,"cells":[]}'))).toBe('{\n  "version": 1,\n  "cells": []\n}\n');
  });

  test.each([
    ["newer", '{"version":2,"cells":[]}', "notebook.newer-format", /format 2.*up to format 1/],
    ["without a version", '{"cells":[]}', "notebook.unreadable", /says no version/],
    ["with a text as version", '{"version":"1","cells":[]}', "notebook.unreadable", /version is "1"/],
    ["older than any", '{"version":0,"cells":[]}', "notebook.unreadable", /version is 0/],
    ["cut", text.slice(0, 200), "notebook.unreadable", /line \d+, column \d+/],
    ["a list", "[]", "notebook.unreadable", /no JSON object/],
    ["blank", "\n", "notebook.unreadable", /line 2/],
    ["with a key twice", '{"version":1,"cells":[],"cells":[]}', "notebook.unreadable", /"cells" stands twice/],
    ["without cells", '{"version":1}', "notebook.unreadable", /cells is missing/],
    ["with a cell that is text", '{"version":1,"cells":["x"]}', "notebook.unreadable", /cells\[0\] is no object/],
    ["with a cell without id", '{"version":1,"cells":[{"language":"evq","source":[]}]}', "notebook.unreadable", /cells\[0\]\.id is missing/], // prettier-ignore
    ["with source as text", '{"version":1,"cells":[{"id":"a","language":"evq","source":"x"}]}', "notebook.unreadable", /source is no list/], // prettier-ignore
    ["with two cells of an id", text.replace('"id": "b"', '"id": "a"'), "notebook.unreadable", /cells\[1\]\.id is "a"/],
    ["with a run of an unknown phase", text.replace('"phase": "done"', '"phase": "well"'), "notebook.unreadable", /cells\[1\]\.outputs\[0\]\.run\.phase/], // prettier-ignore
    ["with a value of no kind", text.replace('{"$int":', '{"$what":'), "notebook.unreadable", /result\.rows/],
    ["nested too deeply", `{"version":1,"x":${"[".repeat(5000)}`, "notebook.unreadable", /nested deeper/],
    ["a Jupyter notebook", '{"nbformat":4,"cells":[]}', "notebook.unreadable", /says no version/],
  ])("%s is refused with its reason", (_, content, code, reason) => {
    const failure = refused(() => read(content));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(reason);
    expect(failure.wayOut?.text).toContain("The file stays as it is.");
  });

  test("that is no UTF-8, or too large, is refused", () => {
    expect(refused(() => readNotebook(new Uint8Array([0x7b, 0xff]))).message).toMatch(/no UTF-8/);
    expect(refused(() => readNotebook(new Uint8Array(MAX_BYTES + 1))).message).toMatch(/65 MB, and at most 64 MB/);
  });

  test("read(write(x)) is x, and what is written is written again the same", () => {
    fc.assert(
      fc.property(notebooks, (file) => {
        const written = writeNotebook(file);
        expect(read(written)).toEqual(file);
        expect(writeNotebook(read(written))).toBe(written);
      }),
      { numRuns: 300 },
    );
  });

  test("a broken file is refused or keeps all that it says: nothing is lost in silence", () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom("", "x", '"', "{", "]", ",", "0"), (at, letter) => {
        const broken = text.slice(0, at) + letter + text.slice(at + 1);
        const before = attempt(() => parseJson(broken, "refuse"));
        const file = attempt(() => read(broken));
        if (file && before !== undefined)
          expect(canonicalJson(parseJson(writeNotebook(file)))).toBe(canonicalJson(before));
      }),
      { numRuns: 2000 },
    );
  });

  test("has a schema that names every field", () => {
    const schema = readFileSync(join(checkout, "media/schemas/notebook.schema.json"), "utf8");
    const names = [...text.matchAll(/"(\w+)":/g)].map(([, name]) => name ?? "");
    for (const name of new Set(names))
      if (!["owner", "tags", "seal", "by", "who"].includes(name)) expect(schema).toContain(`"${name}"`);
  });
});

/** As they come from a text: an integer is a bigint. */
const jsonTrees = fc
  .oneof(
    jsonScalars,
    fc.array(jsonScalars, { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom("a", "__proto__"), jsonScalars)).map((members) => new Map(members)),
  )
  .map((tree) => parseJson(printJson(tree)));
const fields = (names: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom("seal", "__proto__", "constructor", "tags", "$schema", "é"), jsonTrees), {
      maxLength: 3,
    })
    .map((members) => new Map(members.filter(([name]) => !names.includes(name))));
const sources = fc
  .array(fc.constantFrom("from local.a", "\n", "\ud800", "😀", "// x", "\u2028", "\t", '"', "\r"))
  .map((parts) => parts.join("").replaceAll("\r\n", "\n"));
const outputs = fields(["run", "result"]).map(
  (unknown): Fields => new Map([...(parseJson(JSON.stringify(output)) as Fields), ...unknown]),
);
const notebooks: fc.Arbitrary<NotebookFile> = fc.record({
  cells: fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 8 }),
      language: fc.constantFrom("evq", "markdown", "json"),
      source: sources,
      unknown: fields([]),
      outputs: fc.array(outputs, { maxLength: 2 }),
    }),
    { selector: ({ id }) => id, maxLength: 4 },
  ),
  unknown: fields([]),
});

function refused(act: () => unknown) {
  try {
    act();
  } catch (thrown) {
    return toFailure(thrown);
  }
  throw new Error("it was read");
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
