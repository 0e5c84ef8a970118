import { describe, expect, test } from "vitest";
import { complete } from "../../../server/src/language/completion/complete.ts";
import type { Item } from "../../../server/src/language/completion/item.ts";
import { marked } from "../../support/markers.ts";
import { snapshotOf } from "../../support/snapshots.ts";

function itemsAt(fixture: string): readonly Item[] {
  const { text, cursor } = marked(fixture);
  return complete(snapshotOf(text), cursor).toSorted((a, b) => (a.sort < b.sort ? -1 : 1));
}

/** What is offered at `|`, the likeliest first. */
function labelsAt(fixture: string): readonly string[] {
  return itemsAt(fixture).map(({ label }) => label);
}

/** The text after the item with a label was taken. */
function taken(fixture: string, label: string): string {
  const { text } = marked(fixture);
  const item = itemsAt(fixture).find((candidate) => candidate.label === label);
  if (!item) throw new Error(`${label} is not offered`);
  return text.slice(0, item.span.start) + item.insert + text.slice(item.span.end);
}

/** Labels that must be offered, and some that must not. */
function check(fixture: string, offered: readonly string[], refused: readonly string[] = []): void {
  const labels = labelsAt(fixture);
  expect(labels).toEqual(expect.arrayContaining([...offered]));
  for (const label of refused) expect(labels).not.toContain(label);
}

describe("statements", () => {
  test("an empty text begins with from, let or param", () => {
    expect(labelsAt("|")).toEqual(["from", "let", "param"]);
    expect(labelsAt("fr|")).toEqual(["from", "let", "param"]);
  });
  test("a parameter has a type and a value", () => {
    expect(labelsAt("param |")).toEqual([]);
    check("param a: |", ["string", "time", "string[]"], ["from"]);
    check("param a: time = |", ["ago()", "@day", "true"]);
    check("param a: time = ago(1d)\n|", ["from", "let"]);
  });
  test("a let is a value or a query", () => {
    expect(labelsAt("let |")).toEqual([]);
    check("let a = |", ["from", "@day", "1h"]);
    check("let a = from |", ["local.orders"]);
  });
});

describe("lines", () => {
  test("a dot that nothing follows ends with its line where a clause or a statement begins", () => {
    check("from local.orders\nwhere payload.\nreduce |", ["count()"], ["=", "and"]);
    check("from local.\nwhere |", ["event_type"], ["limit"]);
    check("let early = payload.\nfrom |", ["local.orders"], ["="]);
  });
});

describe("sources", () => {
  test("logs that are there come first, with their counts", () => {
    const items = itemsAt("from |");
    expect(items.slice(0, 3).map(({ label }) => label)).toEqual(["local.orders", "local.user-activity", "local"]);
    expect(items[0]?.detail).toBe("1,234 events, 2 streams");
    check("from |", ["akeneo", "akeneo.logs"], ["where"]);
  });
  test("a name that is no word is put in backticks", () => {
    expect(taken("from |", "local.user-activity")).toBe("from local.`user-activity`");
    expect(taken("from local.|", "user-activity")).toBe("from local.`user-activity`");
    expect(taken("from local.us|", "user-activity")).toBe("from local.`user-activity`");
    expect(taken("from local.`us|", "user-activity")).toBe("from local.`user-activity`");
    expect(taken("from local.`us|` where actor = 1", "user-activity")).toBe(
      "from local.`user-activity` where actor = 1",
    );
    expect(taken("from |where actor = 1", "local.orders")).toBe("from local.orderswhere actor = 1");
  });
  test("behind a connection's dot only its logs", () => {
    expect(labelsAt("from local.|")).toEqual(["orders", "user-activity"]);
    expect(labelsAt("from akeneo.|")).toEqual(["logs"]);
    expect(labelsAt("from nothing.|")).toEqual([]);
  });
  test("several sources, and queries that have a name", () => {
    check("let failed = from local.orders\nfrom local.orders, |", ["failed", "local.user-activity"]);
  });
  test("streams of the log", () => {
    expect(labelsAt("from local.orders stream |")).toEqual(["eu", "us"]);
    expect(taken('from local.orders stream "e|"', "eu")).toBe('from local.orders stream "eu"');
    check("from local.orders |", ["stream", "where", "reduce"]);
  });
  test("into takes logs of what is connected", () => {
    check("from akeneo.logs into |", ["local.orders"], ["akeneo.logs"]);
  });
});

describe("clauses", () => {
  test("each that can still come, in the order of meaning", () => {
    const clauses = itemsAt("from local.orders where actor = 1 |").filter(({ sort }) => sort.startsWith("7"));
    expect(clauses.map(({ label }) => label)).toEqual([
      "during",
      "since checkpoint",
      "where",
      "dedupe by",
      "collapse by",
      "reduce",
      "having",
      "order by",
      "offset",
      "limit",
      "latest",
      "fetch current",
      "diff",
      "select",
      "compare to",
      "expect",
      "into",
    ]);
  });
  test("at most once, wherever the other one stands, and none that may not stand beside it", () => {
    check("from local.orders limit 5 |", ["where", "order by"], ["limit", "latest", "compare to", "since checkpoint"]);
    check("from local.orders | limit 5", ["where"], ["limit"]);
    check("from local.orders latest 5 |", ["where", "select"], ["order by", "limit"]);
    check("from local.orders reduce count() |", ["having", "by", "as"], ["fetch current", "diff", "into"]);
  });
  test("behind a pipe only clauses", () => {
    const { text } = marked("from local.orders ");
    const items = complete(snapshotOf(`${text}| `), text.length + 2);
    expect(items.every(({ kind }) => kind === "keyword")).toBe(true);
    expect(items.map(({ label }) => label)).toContain("where");
  });
  test("the words inside clauses", () => {
    expect(labelsAt("from local.orders order |")).toEqual(["by"]);
    expect(labelsAt("from local.orders fetch |")).toEqual(["current"]);
    expect(labelsAt("from local.orders dedupe |")).toEqual(["by"]);
    expect(labelsAt("from local.orders since |")).toEqual(["checkpoint"]);
    expect(labelsAt("from local.orders dedupe by actor keep |")).toEqual(["first", "last"]);
    expect(labelsAt("from local.orders expect |")).toEqual(["rows", "complete", "every"]);
    check("from local.orders dedupe by actor |", ["keep", "where"]);
    check("from local.orders collapse by actor |", ["within", "gap"], ["where"]);
    check("from local.orders collapse by actor within |", ["1h", "15m"], ["actor"]);
    check("from local.orders order by timestamp |", ["asc", "desc", "limit"]);
    check("from local.orders order by timestamp desc, |", ["actor"], ["asc"]);
    check('from local.orders since checkpoint "a" |', ["overlap", "where"]);
    check("from local.orders compare to |", ["previous", "@day"]);
    check("from local.orders during |", ["last", "@day", "ago()"]);
    check("from local.orders during last |", ["24h", "7d"], ["@day"]);
    check("from local.orders during @2024-01 |", ["..", "where"]);
  });
});

describe("fields", () => {
  test("canonical names and columns that exist by then", () => {
    check("from local.orders where |", ["event_type", "payload", "not", "changed()"], ["count()"]);
    check(
      "from local.orders reduce count() as n by event_type, bin(timestamp, 1h) as hour order by |",
      ["n", "event_type", "hour"],
      ["payload"],
    );
    check("from local.orders order by | reduce count() as n", ["n"], ["payload"]);
    check("from local.orders where | reduce count() as n", ["payload"], ["n"]);
    check("from local.orders collapse by actor within 5m having |", ["collapsed_count", "first_at"]);
    check("from local.orders where | collapse by actor within 5m", ["actor"], ["collapsed_count"]);
    check("from local.orders reduce count() having |", ["count()"]);
  });
  test("a source's own names, unless there are several sources", () => {
    check("from akeneo.logs where |", ["error_reason", "log_type"]);
    check("from akeneo.logs, local.orders where |", ["event_type"], ["error_reason"]);
  });
  test("columns of a query that has a name", () => {
    check(
      "let n = from local.orders reduce count() as total by actor\nfrom n where |",
      ["total", "actor"],
      ["payload"],
    );
  });
  test("a query that is made of itself ends", () => {
    check("let a = from a\nfrom a where |", []);
  });
  test("known JSON paths, step by step", () => {
    expect(labelsAt("from local.orders where payload.|")).toEqual(["total", "customer", "items"]);
    expect(labelsAt("from local.orders where payload.customer.|")).toEqual(["name", "odd key"]);
    expect(taken("from local.orders where payload.customer.|", "odd key")).toBe(
      "from local.orders where payload.customer.`odd key`",
    );
    expect(labelsAt("from local.orders where payload.nothing.|")).toEqual([]);
    expect(labelsAt('from local.orders where payload["customer"].|')).toEqual(["name", "odd key"]);
  });
  test("a reserved word is put in backticks", () => {
    check("from local.orders select actor as `where` order by |", ["actor"]);
  });
});

describe("operators and values", () => {
  test("operators of the field's type, then how the predicate goes on", () => {
    expect(labelsAt("from local.orders where event_type |").slice(0, 3)).toEqual(["=", "!=", "contains"]);
    expect(labelsAt("from local.orders where timestamp |").slice(0, 4)).toEqual(["=", "!=", "<", "<="]);
    check("from local.orders where event_type not |", ["in", "between", "contains"], ["=", "and"]);
    check("from local.orders where event_type is |", ["null", "not null"], ["payload"]);
    check("from local.orders where actor = 1 |", ["and", "or", "limit"], ["="]);
    check("from local.orders where sequence_number between 1 |", ["and"], ["or", "="]);
  });
  test("event types, streams, closed lists and examples as values", () => {
    expect(labelsAt("from local.orders where event_type = |").slice(0, 2)).toEqual(["order.placed", "order.shipped"]);
    expect(taken("from local.orders where event_type = |", "order.placed")).toBe(
      'from local.orders where event_type = "order.placed"',
    );
    expect(taken('from local.orders where event_type = "or|"', "order.placed")).toBe(
      'from local.orders where event_type = "order.placed"',
    );
    check("from local.orders where event_type in (|", ["order.placed"]);
    check('from local.orders where event_type in ("order.placed", |', ["order.shipped"]);
    check("from local.orders where stream_id != |", ["eu", "us"]);
    check("from akeneo.logs where log_type = |", ["action", "error"]);
    check("from local.orders where timestamp >= |", ["@day", "ago()"]);
    check("from local.orders where (actor = 1 or event_type = |", ["order.placed"]);
  });
  test("inside quotes only texts", () => {
    const items = itemsAt("from local.orders where event_type = 'or|'");
    expect(items.map(({ label }) => label)).toEqual(["order.placed", "order.shipped"]);
    expect(items.every(({ filter }) => filter?.startsWith("'"))).toBe(true);
  });
  test("functions, with their arguments", () => {
    check("from local.orders reduce |", ["count()", "sum()", "percentile()"], ["bin()"]);
    check("from local.orders reduce sum(|", ["payload"]);
    check("from local.orders reduce count() by |", ["event_type", "bin()"], ["count()"]);
    check("from local.orders reduce count() by bin(timestamp, |", ["1h", "1d"], ["event_type"]);
    check("from local.orders where timestamp > startof(|", ["day", "week"], ["event_type"]);
    check("from local.orders where timestamp > ago(|", ["24h"], ["event_type"]);
    check("from local.orders select |", ["event_type", "became()"]);
  });
  test("parameters and named values", () => {
    const head = "param kind: string\nlet slow = 2s\n";
    check(`${head}from local.orders where event_type = |`, ["$kind", "slow"]);
    expect(taken(`${head}from local.orders where event_type = $k|`, "$kind")).toBe(
      `${head}from local.orders where event_type = $kind`,
    );
    check(`${head}from local.orders limit |`, ["$kind"]);
  });
});

describe("where nothing fits", () => {
  test.each([
    "// fro|m",
    "from local.orders // a comment |",
    "/* fr|om */",
    "/* from |",
    "from local.orders limit 1|",
    "from local.orders select actor as |",
    "from local.orders where payload.total > 1|",
  ])("%s", (fixture) => {
    expect(labelsAt(fixture)).toEqual([]);
  });
});
