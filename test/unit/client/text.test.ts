import { describe, expect, it } from "vitest";
import { badLines, summary } from "../../../client/src/importing/reportText.ts";
import { readSampleLogs } from "../../../client/src/importing/samples.ts";
import { copyText } from "../../../client/src/panels/copyText.ts";
import { tabSeparated } from "../../../client/src/panels/tabSeparated.ts";
import { parse } from "../../../server/src/syntax/parse.ts";
import { sourceOf } from "../../../client/src/commands/sourceOf.ts";
import { cellText, visible } from "../../../client/webview/cellText.ts";
import { jsonTree } from "../../../client/webview/jsonTree.ts";
import { prettyJson } from "../../../client/webview/prettyJson.ts";
import type { ImportReport } from "../../../server/protocol/imports.ts";

describe("cells", () => {
  it.each([
    [null, "null", "null"],
    ["", "text", ""],
    ["a\nb\tc", "text", "a ↵ b c"],
    [{ $int: "9007199254740993" }, "number", "9007199254740993"],
    [{ $number: "1e400" }, "number", "1e400"],
    [{ $time: "2024-01-15T10:00:00Z" }, "time", "2024-01-15T10:00:00Z"],
    [{ $json: '{"a":1}' }, "json", '{"a":1}'],
    [0.1, "number", "0.1"],
    [false, "boolean", "false"],
  ])("%j", (value, kind, text) => {
    expect(cellText(value)).toEqual({ kind, text });
  });

  it("are cut where no screen reaches", () => {
    expect(cellText("x".repeat(10_000)).text.length).toBeLessThan(1000);
  });

  it("spell out what would hide or turn text", () => {
    expect(visible("a\u202eb\u0000\u001b[31m\u2066\ufeff")).toBe("a\\u202eb\\u0000\\u001b[31m\\u2066\\ufeff");
    expect(visible("ß 漢字 العربية 👩‍👩‍👧")).toBe("ß 漢字 العربية 👩‍👩‍👧");
  });
});

describe("printed JSON", () => {
  const print = (compact: string) =>
    prettyJson(compact)
      .map(({ text }) => text)
      .join("");

  it("is what JSON.stringify prints, with every digit kept", () => {
    const values = [
      {},
      [],
      { a: 1, b: [true, null, "x"], c: { d: [], e: {} } },
      [[1], [2, [3]]],
      'a "quoted" {text}',
      { 'k"]': "\\" },
      5,
      null,
    ];
    for (const value of values) expect(print(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2));
    expect(print('{"n":18446744073709551615}')).toBe('{\n  "n": 18446744073709551615\n}');
  });

  it("knows keys from texts", () => {
    expect(prettyJson('{"a":"b","c":-1}').filter(({ kind }) => kind !== "punctuation")).toEqual([
      { kind: "key", text: '"a"' },
      { kind: "string", text: '"b"' },
      { kind: "key", text: '"c"' },
      { kind: "number", text: "-1" },
    ]);
  });

  it("lets what is no JSON through, and ends", () => {
    for (const text of ['{"a', "}}}]", '{"a":"\\', "<b>", ":::", "\u0000"])
      expect(print(text).replaceAll(/\s/g, "")).toContain(text.slice(-1).trim());
  });
});

describe("the clipboard", () => {
  it("gets one cell as it is", () => {
    expect(tabSeparated([['a\t"b"\nc']])).toBe('a\t"b"\nc');
    expect(tabSeparated([[{ $int: "9007199254740993" }]])).toBe("9007199254740993");
  });
  it("gets rows as spreadsheets read them", () => {
    const header = [
      { name: "a b", type: "string" as const },
      { name: "c", type: "json" as const },
    ];
    expect(
      tabSeparated(
        [
          ["x\ty", { $json: '{"k":1}' }],
          [null, 2],
        ],
        header,
      ),
    ).toBe('a b\tc\n"x\ty"\t"{""k"":1}"\n\t2');
  });
});

describe("an import's report", () => {
  const report: ImportReport = {
    log: "shop",
    format: "ndjson",
    mapping: { timestamp: "time", type: "kind" },
    guessed: ["timestamp", "type"],
    read: 1010,
    appended: 1000,
    before: 0,
    repeated: 8,
    badCount: 2,
    bad: [{ number: 7, reason: "It is not JSON." }],
    elapsedMs: 12,
  };
  it("says everything that matters in a notification", () => {
    expect(summary("shop.ndjson", report)).toBe(
      "Imported 1,000 events from shop.ndjson into local.shop. 8 events were there already. 2 lines could not be read. Guessed: timestamp = time, type = kind.",
    );
  });
  it("lists bad lines and says how many more there are", () => {
    expect(badLines("shop.ndjson", report)).toBe(
      "Of shop.ndjson, 2 lines could not be read:\n\nLine 7: It is not JSON.\n… and 1 more.\n",
    );
  });
});

describe("small readers", () => {
  it("write a log's name as a source", () => {
    expect(["shop", "user-activity", "1st"].map((log) => sourceOf({ log }))).toEqual([
      "local.shop",
      "local.`user-activity`",
      "local.`1st`",
    ]);
  });
  it("write any name of a stream so that it is read back as it is", () => {
    for (const stream of ["eu", 'a "quoted" one', "back\\slash\\b", "line\r\n\b\f\t", "\u0000\u202e"]) {
      const { document, problems } = parse(`from ${sourceOf({ log: "shop", stream })}`);
      expect(problems, stream).toEqual([]);
      const [statement] = document.statements;
      const [source] = statement?.kind === "query-statement" ? statement.query.sources : [];
      expect(source).toMatchObject({ stream: { kind: "string", value: stream } });
    }
  });
  it("read the list of sample logs", () => {
    expect(
      readSampleLogs(
        '[{"file":"a.ndjson","log":"a","flags":["--timestamp","time","--entity-id","entity.id","--odd","x"]}]',
      ),
    ).toEqual([{ file: "a.ndjson", log: "a", mapping: { timestamp: "time", entityId: "entity.id" } }]);
    expect(() => readSampleLogs("{}")).toThrow();
  });
});

describe("copies", () => {
  const columns = [
    { name: "a|b", type: "string" },
    { name: "n", type: "integer" },
    { name: "j", type: "json" },
  ] as const;
  const rows = [
    ["x|y\n*z*", { $int: "9007199254740993" }, { $json: '{"k":[1]}' }],
    [null, { $number: "1e400" }, { $time: "2024-01-01T00:00:00Z" }],
  ] as const;

  it("as JSON keep every digit", () => {
    const text = copyText("json", columns, rows);
    expect(text).toContain('"n": 9007199254740993');
    expect(text).toContain('"n": 1e400');
    expect(JSON.parse(text)).toEqual([
      { "a|b": "x|y\n*z*", n: Number("9007199254740993"), j: { k: [1] } },
      { "a|b": null, n: Infinity, j: "2024-01-01T00:00:00Z" },
    ]);
    expect(JSON.parse(copyText("json", columns, [rows[0]]))).toMatchObject({ j: { k: [1] } });
    expect(copyText("json", [columns[2]], [[rows[0][2]]])).toBe('{"k":[1]}');
  });

  it("as Markdown are one table, whatever the texts hold", () => {
    expect(copyText("markdown", columns, rows)).toBe(
      [
        "| a\\|b | n | j |",
        "| --- | --: | --- |",
        '| x\\|y \\*z\\* | 9007199254740993 | {"k":\\[1\\]} |',
        "|  | 1e400 | 2024-01-01T00:00:00Z |",
      ].join("\n"),
    );
    expect(copyText("markdown", [columns[1]], [[rows[0][1]]])).toBe("9007199254740993");
  });

  it("as tab-separated text name the columns of several rows", () => {
    expect(copyText("tsv", columns, rows).split("\n")[0]).toBe("a|b\tn\tj");
    expect(copyText("tsv", columns, [rows[1]])).toBe("\t1e400\t2024-01-01T00:00:00Z");
  });
});

describe("a tree of JSON", () => {
  it("has every member in order, and numbers as written", () => {
    expect(jsonTree('{"a":[1e400,{}],"b":"x","a":null}')).toEqual({
      kind: "branch",
      list: false,
      members: [
        {
          key: '"a"',
          value: {
            kind: "branch",
            list: true,
            members: [
              { value: { kind: "leaf", look: "number", text: "1e400" } },
              { value: { kind: "branch", list: false, members: [] } },
            ],
          },
        },
        { key: '"b"', value: { kind: "leaf", look: "string", text: '"x"' } },
        { key: '"a"', value: { kind: "leaf", look: "word", text: "null" } },
      ],
    });
  });

  it.each(["", "{", '{"a"}', "[1,]", "[1", "x y", '{"a":1}}', "[".repeat(5000)])("is not made of %s", (text) => {
    expect(jsonTree(text)).toBeUndefined();
  });

  it("is not made of more than anyone opens", () => {
    expect(jsonTree(JSON.stringify(Array.from({ length: 30_000 }, (_, at) => at)))).toBeUndefined();
  });
});
