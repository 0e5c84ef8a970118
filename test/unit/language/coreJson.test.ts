import { describe, expect, test } from "vitest";
import { EvqError } from "../../../server/src/base/failure.ts";
import { jsonToQuery, queryToJson } from "../../../server/src/language/coreJson.ts";
import { snapshotOf } from "../../support/snapshots.ts";

function refusal(action: () => unknown): Pick<EvqError, "code" | "message"> {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof EvqError) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
  throw new Error("it was not refused");
}

describe("a query as JSON", () => {
  test("goes there and back", () => {
    const text = 'from local.orders\nwhere event_type = "order.placed" and payload.total > 5\nlatest 10\n';
    const json = queryToJson(snapshotOf(text), 0);
    expect(JSON.parse(json)).toEqual({
      from: { instance: "orders" },
      where: [
        { field: "event_type", operator: "eq", value: "order.placed" },
        { field: "payload.total", operator: "gt", value: 5 },
      ],
      orderBy: { field: "timestamp", direction: "desc" },
      limit: 10,
    });
    const again = jsonToQuery(json, "UTC");
    expect(queryToJson(snapshotOf(again), 0)).toBe(json);
    expect(jsonToQuery(queryToJson(snapshotOf(again), 0), "UTC")).toBe(again);
  });

  test("says which clause the JSON does not have", () => {
    const { code, message } = refusal(() => queryToJson(snapshotOf("from local.orders\ndedupe by actor"), 0));
    expect(code).toBe("query.not-core");
    expect(message).toContain("`dedupe`");
  });

  test("is not made of a query with errors", () => {
    expect(refusal(() => queryToJson(snapshotOf("from local.orders where nonsense = 1"), 0)).code).toBe(
      "query.invalid",
    );
  });

  test.each([
    ["{", /end|expected|JSON/i],
    ['{"from": {}}', /instance/],
    ['{"from": {"instance": "orders"}, "sort": 1}', /sort/],
    ["from local.orders", /./],
  ])("is refused where it is none: %s", (json, reason) => {
    const { code, message } = refusal(() => jsonToQuery(json, "UTC"));
    expect(code).toBe("json.invalid");
    expect(message).toMatch(reason);
  });

  test("keeps integers exact", () => {
    const json =
      '{"from": {"instance": "orders"}, "where": [{"field": "payload.n", "operator": "eq", "value": 9007199254740993}]}';
    expect(jsonToQuery(json, "UTC")).toContain("9007199254740993");
  });
});
