import { describe, expect, test } from "vitest";
import { EvqError } from "../../../server/src/base/failure.ts";
import { definition } from "../../../server/src/language/definition.ts";
import { references } from "../../../server/src/language/references.ts";
import { renamable, rename } from "../../../server/src/language/rename.ts";
import { semanticTokens } from "../../../server/src/language/semanticTokens.ts";
import { marked, withRanges } from "../../support/markers.ts";
import { snapshotOf } from "../../support/snapshots.ts";

/** The text with `⟦ ⟧` around every place that means what the name at `|` means. */
function referencesAt(fixture: string): string {
  const { text, cursor } = marked(fixture);
  return withRanges(text, references(snapshotOf(text), cursor));
}

/** The fixture's `⟦ ⟧` is where the name at its `|` is defined. */
function checkDefinition(fixture: string): void {
  const { text, cursor, ranges } = marked(fixture);
  expect(definition(snapshotOf(text), cursor)).toEqual(ranges[0]);
}

function renamed(fixture: string, name: string): string {
  const { text, cursor } = marked(fixture);
  const edits = rename(snapshotOf(text), cursor, name).toSorted((a, b) => b.span.start - a.span.start);
  return edits.reduce((result, { span, text }) => result.slice(0, span.start) + text + result.slice(span.end), text);
}

function refusal(fixture: string, name: string): string {
  try {
    renamed(fixture, name);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(EvqError);
    return (thrown as EvqError).message;
  }
  throw new Error("it was not refused");
}

describe("definition", () => {
  test("of a let, a param and a column", () => {
    checkDefinition("let ⟦slow⟧ = 2s\nfrom local.orders where payload.total > sl|ow");
    checkDefinition("let ⟦base⟧ = from local.orders\nfrom ba|se");
    checkDefinition("param ⟦kind⟧: string\nfrom local.orders where event_type = $ki|nd");
    checkDefinition("from local.orders reduce count() as ⟦n⟧ order by |n");
  });
  test("a field has none here", () => {
    checkDefinition("from local.orders where act|or = 'a'");
  });
});

describe("references", () => {
  test("of a let that is a query", () => {
    expect(referencesAt("let ba|se = from local.orders\nfrom base\nfrom base latest 1")).toBe(
      "let ⟦base⟧ = from local.orders\nfrom ⟦base⟧\nfrom ⟦base⟧ latest 1",
    );
  });
  test("a column is that query's alone", () => {
    expect(
      referencesAt(
        "from local.orders reduce count() as n order by |n\nfrom local.orders reduce count() as n order by n",
      ),
    ).toBe("from local.orders reduce count() as ⟦n⟧ order by ⟦n⟧\nfrom local.orders reduce count() as n order by n");
  });
  test("both spellings of a field", () => {
    expect(referencesAt("from akeneo.logs where entity_|id = 'a' and subscription_id = 'b'")).toBe(
      "from akeneo.logs where ⟦entity_id⟧ = 'a' and ⟦subscription_id⟧ = 'b'",
    );
  });
});

describe("rename", () => {
  test("a parameter everywhere, with and without its sign", () => {
    const text = "param ki|nd: string\nfrom local.orders where event_type = $kind or actor = $kind";
    const after = "param what: string\nfrom local.orders where event_type = $what or actor = $what";
    expect(renamed(text, "what")).toBe(after);
    expect(renamed("param kind: string\nfrom local.orders where event_type = $k|ind or actor = $kind", "$what")).toBe(
      after,
    );
  });
  test("a let and a column", () => {
    expect(renamed("let ba|se = from local.orders\nfrom base", "shop")).toBe("let shop = from local.orders\nfrom shop");
    expect(renamed("from local.orders reduce count() as |n order by n", "total")).toBe(
      "from local.orders reduce count() as total order by total",
    );
  });
  test("what is not ours is not renamed, and no name is taken twice", () => {
    expect(renamable(snapshotOf("from local.orders where actor = 1"), 26)).toBeUndefined();
    expect(refusal("from local.orders where act|or = 1", "who")).toMatch(/no name here/);
    expect(refusal("let a| = 1", "2x")).toMatch(/is no name/);
    expect(refusal("let a| = 1\nlet b = 2", "b")).toMatch(/already/);
  });
});

describe("semantic tokens", () => {
  test("what the names stand for, in order and never overlapping", () => {
    const text =
      "let base = from local.orders where actor = $x\nfrom base reduce count() as n by payload.total order by n";
    const tokens = semanticTokens(snapshotOf(text));
    const read = tokens.map(({ span, type }) => `${text.slice(span.start, span.end)}:${type}`);
    expect(read).toEqual(
      expect.arrayContaining([
        "base:variable",
        "local:namespace",
        "orders:class",
        "actor:property",
        "count:function",
        "n:variable",
      ]),
    );
    tokens.reduce((end, { span }) => {
      expect(span.start).toBeGreaterThanOrEqual(end);
      return span.end;
    }, 0);
  });
});
