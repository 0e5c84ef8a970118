import { expect, test } from "vitest";
import { Plans } from "../../../server/src/engine/plans.ts";
import { localLogCapabilities } from "../../../server/src/connectors/store/capabilities.ts";
import type { Capabilities } from "../../../server/src/plan/capabilities.ts";
import { plan } from "../../../server/src/plan/planner.ts";
import type { Query } from "../../../server/src/query/query.ts";
import { readText } from "../../../server/src/evq.ts";
import { catalogOf } from "../../../server/src/query/kinds.ts";

const connections = [{ name: "local", kind: "local", connected: true }];

/** How often a text is planned when it is asked for twice. */
function timesPlanned(text: string, change: (at: number) => { timeZone?: string; can?: Capabilities } = () => ({})) {
  const { bound } = readText(text, catalogOf(connections), { timeZone: "UTC", now: 0n });
  const query = bound.queries[0]?.query as Query;
  const plans = new Plans();
  let planned = 0;
  for (let at = 0; at < 2; at++) {
    const { timeZone = "UTC", can = localLogCapabilities } = change(at);
    plans.of(
      query,
      timeZone,
      () => can,
      (capabilitiesOf) => {
        planned++;
        return { query, planned: plan(query, capabilitiesOf) };
      },
    );
  }
  return planned;
}

test("a query in which everything is fixed is planned once", () => {
  expect(timesPlanned(`from local.app where event_type = "a" limit 5`)).toBe(1);
  expect(timesPlanned(`from local.app during @2026-01-01 .. @2026-01-02 reduce count()`)).toBe(1);
});

test("what depends on the moment, on parameters, on the time zone or on what the source can do is planned anew", () => {
  expect(timesPlanned("from local.app where timestamp > now() - 1d")).toBe(2);
  expect(timesPlanned("from local.app during last 1d")).toBe(2);
  expect(timesPlanned("param n: number = 5\nfrom local.app limit $n")).toBe(2);
  const fixed = "from local.app reduce count() by bin(timestamp, 1d)";
  expect(timesPlanned(fixed, (at) => ({ timeZone: at === 0 ? "UTC" : "Europe/Prague" }))).toBe(2);
  expect(timesPlanned(fixed, () => ({ can: { ...localLogCapabilities } }))).toBe(2);
});
