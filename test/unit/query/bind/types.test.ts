import { describe, expect, it } from "vitest";
import { told } from "../../../support/told.ts";

/** What is told of a test over `local.app`. */
function toldOf(predicate: string): string[] {
  return told(`from local.app where ${predicate}`).map((line) => line.replaceAll("from local.app where ", ""));
}

describe("comparisons of types that are known", () => {
  it.each([
    ['sequence_number = "5"', ['warning: type.never-equal ⟦sequence_number = "5"⟧']],
    ["actor < 5", ["warning: type.never-equal ⟦actor < 5⟧"]],
    ["actor in ('a', 5)", ["warning: type.never-equal ⟦actor in ('a', 5⟧"]],
    ["actor between 1 and 'b'", ["warning: type.never-equal ⟦actor between 1⟧"]],
    ["timestamp > 5m", ["warning: type.never-equal ⟦timestamp > 5m⟧"]],
    ["actor = null", ["warning: null.comparison ⟦actor = null⟧ → actor is null"]],
    ["actor != null", ["warning: null.comparison ⟦actor != null⟧ → actor is not null"]],
    ['timestamp > "2024-01-15"', ['warning: time.text-unreadable ⟦"2024-01-15"⟧ → timestamp > @2024-01-15']],
    ['timestamp > "2024-01-15T10:00:00Z"', []],
    ["payload = 5 or payload.a = 5 or payload.a = 'x'", []],
    ["payload.ms > 2s and sequence_number > 1h", []],
    ["payload.ms > 1mo", []],
    ["sequence_number > 1mo", ["duration.months ⟦1mo⟧"]],
    ["sequence_number = 5.5", []],
    ["id = [1]", ["list.invalid ⟦[1]⟧"]],
  ])("%s", (predicate, expected) => {
    expect(toldOf(predicate)).toEqual(expected);
  });

  it("values of a closed list", () => {
    expect(told('from contember where type = "CREAT"')).toEqual([
      'warning: value.unlisted ⟦"CREAT"⟧ → from contember where type = "CREATE"',
    ]);
    expect(told('from contember where event_type in ("CREATE", "X")')).toEqual(['warning: value.unlisted ⟦"X"⟧']);
    expect(told('from akeneo where error_reason = "x"')).toEqual(['warning: value.unlisted ⟦"x"⟧']);
  });
});

describe("tests", () => {
  it.each([
    ["payload.flag", []],
    ["actor", ["predicate.invalid ⟦actor⟧"]],
    ["5", ["predicate.invalid ⟦5⟧"]],
    ["true and not (false or payload.a)", []],
    ["actor in ()", []],
    ["actor in 'x'", ["in.not-a-list ⟦'x'⟧ → actor in (\"x\")"]],
    ["'x' in payload.tags", ['in.not-a-list ⟦payload.tags⟧ → payload.tags contains "x"']],
    ["'x' not in payload.tags", ['in.not-a-list ⟦payload.tags⟧ → payload.tags not contains "x"']],
    ["exists payload.a and exists (payload.a.b)", []],
    ["exists (1 + 1)", ["predicate.invalid ⟦(1 + 1)⟧"]],
    ["actor matches '(?i)^a'", []],
    ["actor matches 'a(?=b)'", ["pattern.invalid ⟦'a(?=b)'⟧"]],
    ["sequence_number contains 'x'", ["warning: type.never-equal ⟦sequence_number⟧"]],
    ["actor startswith 5", ["warning: type.never-equal ⟦5⟧"]],
    ["payload.tags contains 5 and payload contains 'x'", []],
    ["payload startswith 'x'", ["warning: type.never-equal ⟦payload⟧"]],
  ])("%s", (predicate, expected) => {
    expect(toldOf(predicate)).toEqual(expected);
  });
});

describe("arithmetic and functions", () => {
  it.each([
    ["timestamp - timestamp > 1h and timestamp + 1h > now() and payload.a - 5 < 3", []],
    ["timestamp > 1h - now()", ["type.arithmetic ⟦1h - now()⟧"]],
    ["payload.a + 'x' = 'y'", ["type.arithmetic ⟦payload.a + 'x'⟧"]],
    ["sequence_number + 1mo > 5", ["duration.months ⟦sequence_number + 1mo⟧"]],
    ["-actor = 5", ["type.arithmetic ⟦-actor⟧"]],
    ["timestamp > ago(5)", ["type.mismatch ⟦5⟧"]],
    ["timestamp > ago(1mo)", []],
    ["timestamp > startof(dy, now())", ["function.arguments ⟦dy⟧ → timestamp > startof(day, now())"]],
    ["timestamp > startof(day, 'x')", ["type.mismatch ⟦'x'⟧"]],
    ["now(1) > timestamp", ["function.arguments ⟦now(1)⟧"]],
    ["bin(timestamp, 5) = timestamp", ["type.mismatch ⟦5⟧"]],
    ["bin(sequence_number, 1mo) = 5", ["duration.months ⟦1mo⟧"]],
    ["bin(timestamp, 1mo1d) = timestamp", ["duration.invalid ⟦1mo1d⟧"]],
    ["bin(timestamp, -1h) = timestamp", ["duration.invalid ⟦-1h⟧"]],
    ["bin(actor, 5) = 5", ["type.mismatch ⟦actor⟧"]],
    ["date_trunc(day, timestamp) = timestamp", ["function.unknown ⟦date_trunc⟧ → startof(day, timestamp) = timestamp"]],
    ["NOW() > timestamp", []],
    ["changed(new.a)", ["warning: change.prefix ⟦new.⟧ → changed(a)"]],
    ["was(payload.a, 1) = 1", ["function.arguments ⟦was(payload.a, 1)⟧"]],
  ])("%s", (predicate, expected) => {
    expect(toldOf(predicate)).toEqual(expected);
  });
});

describe("times", () => {
  it("without a zone are told with the zone to write", () => {
    expect(told("from local.app during @2024-01-15")).toEqual([
      "information: time.no-zone ⟦@2024-01-15⟧ → from local.app during @2024-01-15Z",
    ]);
    expect(told("from local.app during @2024-07-15T10:00", { timeZone: "Europe/Prague" })).toEqual([
      "information: time.no-zone ⟦@2024-07-15T10:00⟧ → from local.app during @2024-07-15T10:00+02:00",
    ]);
    expect(told("from local.app during @2024-01-15Z")).toEqual([]);
  });

  it("over a change of the clocks have no one zone to write", () => {
    expect(told("from local.app during @2024-03-31", { timeZone: "Europe/Prague" })).toEqual([
      "information: time.no-zone ⟦@2024-03-31⟧",
    ]);
  });

  it("are read in UTC when the setting is no zone", () => {
    expect(told("from local.app during @2024-01-15", { timeZone: "Mars/Olympus" })[0]).toContain("@2024-01-15Z");
  });
});
