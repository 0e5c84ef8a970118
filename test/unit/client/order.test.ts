import { expect, it } from "vitest";
import type { Sort } from "../../../server/protocol/results.ts";
import { orderOf, withKey, withoutKey } from "../../../client/src/runs/order.ts";

const a = { column: "a", direction: "asc" } as const;
const b = { column: "b", direction: "desc" } as const;
const order: Sort = [a, b];

it("counts the order that is being made before the one that is there", () => {
  expect(orderOf({})).toEqual([]);
  expect(orderOf({ sort: order })).toEqual(order);
  expect(orderOf({ sort: order, sorting: { to: [b], share: 0 } })).toEqual([b]);
  expect(orderOf({ sort: order, sorting: { to: [], share: 0 } })).toEqual([]);
});

it("takes a column at its end, and turns one round at its place", () => {
  expect(withKey([a], b)).toEqual([a, b]);
  expect(withKey(order, { column: "a", direction: "desc" })).toEqual([{ column: "a", direction: "desc" }, b]);
});

it("loses a column, and is the query's own without any", () => {
  expect(withoutKey(order, "a")).toEqual([b]);
  expect(withoutKey([b], "b")).toBeNull();
  expect(withoutKey(order, "c")).toEqual(order);
});
