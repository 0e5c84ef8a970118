import { describe, expect, it } from "vitest";
import { bound, told } from "../../../support/told.ts";

function field(text: string): unknown {
  const where = bound(text).queries[0]?.query?.where;
  return where?.kind === "null" && where.left.kind === "field" ? where.left.field : where;
}

describe("fields", () => {
  it.each([
    ["contember", "tableName", "entity_type", []],
    ["contember", "table_name", "entity_type", []],
    ["contember", "entity_type", "entity_type", []],
    ["contember", "newValues.title", "new", ["title"]],
    ["contember", "primaryKey[0]", "raw", ["primaryKey", 0]],
    ["akeneo", "error_message", "payload", ["error_message"]],
    ["opencontent.eventlog", "source", "source", []],
    ["opencontent.eventlog", "content.source", "payload", ["source"]],
    ["pigello", "object_id", "entity_id", []],
    ["codebolt.run", "eventType", "event_type", []],
    ["local.app", 'payload.items[0]["odd key"].`a b`', "payload", ["items", 0, "odd key", "a b"]],
  ])("%s: %s", (source, written, column, path) => {
    expect(field(`from ${source} where ${written} is null`)).toEqual({ column, path });
  });

  it("over several sources only canonical names are known", () => {
    expect(told("from contember, pigello where table_name is null")).toEqual([
      "field.unknown ⟦table_name⟧ → from contember, pigello where entity_type is null",
    ]);
  });

  it("that do not exist", () => {
    expect(told("from local.app where event_typ is null")).toEqual([
      "field.unknown ⟦event_typ⟧ → from local.app where event_type is null",
    ]);
    expect(told("from local.app where total is null")).toEqual([
      "field.unknown ⟦total⟧ → from local.app where payload.total is null",
    ]);
  });

  it("unknown paths are an information at most", () => {
    expect(told("from local.app where payload.totl is null")).toEqual([
      "information: path.unknown ⟦payload.totl⟧ → from local.app where payload.total is null",
    ]);
    expect(told("from local.app where payload.customer.nam is null")).toEqual([
      "information: path.unknown ⟦payload.customer.nam⟧ → from local.app where payload.customer.name is null",
    ]);
    expect(told("from local.app where payload.customer is null and payload.anything is null")).toEqual([]);
  });

  it("the types of sampled events are no ground for warnings", () => {
    expect(told("from local.app where payload.customer.name = 5")).toEqual([]);
  });

  it("paths go into JSON only", () => {
    expect(told("from local.app where actor.name is null")).toEqual(["path.not-json ⟦actor.name⟧"]);
    expect(told("from akeneo where error_type.x is null")).toEqual(["path.not-json ⟦error_type.x⟧"]);
  });

  it("with better ones beside them", () => {
    expect(told("from akeneo where error_code is null")).toEqual([
      "warning: field.advice ⟦error_code⟧ → from akeneo where error_reason is null",
    ]);
  });
});

describe("references", () => {
  it("say what every name stands for, and where it is defined", () => {
    const text =
      "param p: string\nlet q = from local.app\nfrom q where tyype = $p reduce count() as n by payload.a as k order by n, k";
    const { references } = bound(text.replace("tyype", "event_type"));
    const source = text.replace("tyype", "event_type");
    const shown = references.map(({ span, kind, definition, defines }) => {
      const target = definition
        ? ` → ${definition.start === span.start ? "here" : source.slice(definition.start, definition.end)}`
        : "";
      return `${kind} ${source.slice(span.start, span.end)}${target}${defines ? "!" : ""}`;
    });
    expect(shown).toEqual([
      "parameter p → here!",
      "let q → here!",
      "connection local",
      "log app",
      "let q → q",
      "field event_type",
      "parameter $p → p",
      "function count",
      "column n → here!",
      "field payload.a",
      "column k → here!",
      "column n → n",
      "column k → k",
    ]);
  });

  it("of one column through a let and in expect", () => {
    const { references } = bound(
      "let q = from local.app select payload.a as total\nfrom q where total > 1 select total as t expect every t > 0",
    );
    const columns = references.filter(({ kind }) => kind === "column");
    expect(columns.map(({ name }) => name)).toEqual(["total", "total", "total", "t", "t"]);
    expect(columns[1]?.definition).toEqual(columns[0]?.span);
    expect(columns[4]?.definition).toEqual(columns[3]?.span);
  });

  it("stand once for each place", () => {
    const { references } = bound(
      "from local.app where changed(status) and became(a.b) = 1 reduce count() by bin(timestamp, 1h) order by bin(timestamp, 1h), count(), max(payload.x)",
    );
    const places = references.map(({ span, kind }) => `${kind} ${span.start}`);
    expect(places).toEqual([...new Set(places)]);
  });
});
