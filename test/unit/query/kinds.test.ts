import { describe, expect, it } from "vitest";
import { EVENT_FIELDS } from "../../../server/src/query/event.ts";
import { SOURCE_KINDS, catalogOf } from "../../../server/src/query/kinds.ts";

describe("the catalog", () => {
  it("has every kind as a connection that is not set up", () => {
    const { connections } = catalogOf([]);
    expect(connections.map(({ name, connected }) => [name, connected])).toEqual(
      SOURCE_KINDS.map(({ name }) => [name, false]),
    );
  });

  it("leaves out the implicit connection whose name is taken", () => {
    const own = { name: "akeneo", kind: "akeneo", connected: true };
    const { connections } = catalogOf([own, { name: "cms", kind: "contember", connected: true }]);
    expect(connections.filter(({ name }) => name === "akeneo")).toEqual([own]);
    expect(connections.map(({ name }) => name)).toContain("contember");
  });
});

describe.each(SOURCE_KINDS.map((kind) => [kind.name, kind] as const))("%s", (_, kind) => {
  const fields = [...(kind.fields ?? []), ...kind.logs.flatMap((log) => log.fields)];
  it("maps every own name to a canonical field or a path inside one", () => {
    for (const { name, field } of fields) {
      expect(EVENT_FIELDS, name).toContain(field.column);
      if (field.path.length > 0) expect(["payload", "metadata", "old", "new", "raw"], name).toContain(field.column);
    }
  });

  it("describes itself, its logs and its fields in sentences", () => {
    for (const { description } of [kind, ...kind.logs, ...fields]) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  it("has each name once in a log", () => {
    for (const log of kind.logs) {
      const names = log.fields.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("names fields that exist in its advice", () => {
    for (const log of kind.logs)
      for (const { advice } of log.fields) if (advice) expect(log.fields.map(({ name }) => name)).toContain(advice.use);
  });
});
