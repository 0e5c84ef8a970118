import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { IGrammar } from "vscode-textmate";
import { checkout } from "../../host/checkout.ts";
import { colour, loadGrammar } from "../../support/grammar.ts";

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

const CLAUSE = "keyword.control.clause";
const WORD = "keyword.operator.wordlike";

/** `text scope` of every token. */
function scopes(text: string): readonly string[] {
  return colour(grammar, text).map((token) => `${token.text.trim()} ${token.scope}`);
}

describe("words by their role", () => {
  it.each<[text: string, ...tokens: string[]]>([
    [
      "from local.shop",
      `from ${CLAUSE}`,
      "local entity.name.type.source",
      ". punctuation.accessor",
      "shop entity.name.type.log",
    ],
    ["FROM failed", `FROM ${CLAUSE}`, "failed entity.name.type.source"],
    ["from local.`user-activity`", `from ${CLAUSE}`, "user-activity entity.name.type.log"],
    ['from local.x stream "user-123"', `stream ${WORD}`, "user-123 string.quoted.double"],
    ["from pigello.eventlog, akeneo.logs", "akeneo entity.name.type.source", "logs entity.name.type.log"],
    ["into local.akeneo", `into ${CLAUSE}`, "akeneo entity.name.type.log"],
    ["during last 24h", `during last ${CLAUSE}`],
    ["order by last desc", `order by ${CLAUSE}`, "last variable.other.readwrite", `desc ${WORD}`],
    [
      "reduce last(payload.last) as last",
      "last support.function.aggregate",
      "last variable.other.property",
      "last variable.other.column",
    ],
    ["collapse by a within 5m keep last", `within ${WORD}`, `keep last ${WORD}`],
    ["where within = 1", "within variable.other.readwrite"],
    ["select payload.from, payload.where", "from variable.other.property", "where variable.other.property"],
    [
      "where `select` = 1 and `odd name` is not null",
      "is keyword.operator.wordlike",
      "not keyword.operator.wordlike.logical",
      "null constant.language",
    ],
    ["where a in (1, 2) or not (b = 1)", "in keyword.operator.wordlike", "or keyword.operator.wordlike.logical"],
    [
      "param kinds: string[] = []",
      "param storage.type",
      "kinds variable.parameter",
      "string support.type",
      "[] support.type",
    ],
    ["let slow = 2s", "let storage.type", "slow entity.name.type.query"],
    ["where t >= $since", "$ punctuation.definition.variable", "since variable.parameter"],
    ['where became(status) = "archived"', "became support.function"],
    ["compare to previous 7d", `compare to previous ${CLAUSE}`],
    ["expect every count > 1", `expect every ${CLAUSE}`, "count variable.other.readwrite"],
    ['since checkpoint "x" overlap 2m', `since checkpoint ${CLAUSE}`, `overlap ${WORD}`],
    ["where name_in = infrom", "name_in variable.other.readwrite", "infrom variable.other.readwrite"],
  ])("%s", (text, ...tokens) => {
    expect(scopes(text)).toEqual(expect.arrayContaining(tokens));
  });
});

describe("literals", () => {
  it.each<[text: string, ...tokens: string[]]>([
    ["@2024-10h", "@ punctuation.definition.time", "2024 constant.numeric.time", "- keyword.operator.arithmetic"],
    ["@2024-01-15T10:00:00.123+02:00", "2024-01-15T10:00:00.123+02:00 constant.numeric.time"],
    ["1h30m", "1 constant.numeric.duration", "h keyword.other.unit", "m keyword.other.unit"],
    ["1_000", "1_000 constant.numeric"],
    ["1.5e-6", "1.5e-6 constant.numeric"],
    ["@2024-01-01 .. @2024-01-02", ".. keyword.operator.range"],
    [
      '"a\\n\\u0041\\q"',
      "\\n constant.character.escape",
      "\\u0041 constant.character.escape",
      "\\q invalid.illegal.escape",
    ],
    ["'it\\'s'", "it string.quoted.single", "\\' constant.character.escape"],
    ['"open\nwhere a = 1', "open string.quoted.double", `where ${CLAUSE}`],
    [
      '"""raw \\n\n"still"\nraw""" and',
      "raw \\n string.quoted.triple",
      '"still" string.quoted.triple',
      "and keyword.operator.wordlike.logical",
    ],
  ])("%s", (text, ...tokens) => {
    expect(scopes(text)).toEqual(expect.arrayContaining(tokens));
  });
});

describe("comments", () => {
  it.each<[text: string, ...tokens: string[]]>([
    ["//# First query", "//# punctuation.definition.comment", "First query markup.heading.title"],
    ["limit 5 // five", "five comment.line.double-slash"],
    ["limit 5 -- five", "-- five comment.line.double-dash"],
    ["  --five", "--five comment.line.double-dash"],
    ["where a = 5--3", "- keyword.operator.arithmetic", "3 constant.numeric"],
    ["/* where\nfrom */ limit 1", "where comment.block", "from comment.block", `limit ${CLAUSE}`],
    ["# no comment", "# no comment invalid.illegal.comment"],
    ["from a // where\nwhere b = 1", "where comment.line.double-slash", `where ${CLAUSE}`],
  ])("%s", (text, ...tokens) => {
    expect(scopes(text)).toEqual(expect.arrayContaining(tokens));
  });
});

describe("the examples of the language reference", () => {
  const reference = readFileSync(join(checkout, "docs/language.md"), "utf8");
  const examples = [...reference.matchAll(/^```\n([^]*?)^```/gm)].map(([, text]) => text ?? "");

  it("are there", () => {
    expect(examples.join("").match(/^\/\/# /gm)?.length).toBeGreaterThanOrEqual(10);
  });

  it("have every clause in colour, and nothing illegal", () => {
    const clause =
      /^(from|during|since|where|dedupe|collapse|reduce|having|order|offset|limit|latest|fetch|diff|select|compare|expect|into)\b/;
    for (const line of examples.flatMap((text) => text.split("\n"))) {
      const [first, ...rest] = colour(grammar, line);
      const all = first ? [first, ...rest] : [];
      expect(all.filter(({ scope }) => scope.startsWith("invalid"))).toEqual([]);
      if (clause.test(line)) expect(`${line}: ${first?.scope}`).toBe(`${line}: ${CLAUSE}`);
    }
  });
});
