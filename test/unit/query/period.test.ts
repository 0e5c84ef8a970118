import { describe, expect, it } from "vitest";
import { formatInstant } from "../../../server/src/base/instant.ts";
import { periodOf } from "../../../server/src/query/period.ts";
import { parseTimeText } from "../../../server/src/syntax/literals.ts";

function period(text: string, zone = "UTC"): string[] {
  const { value } = parseTimeText(text);
  if (!value) throw new Error(`${text} is no time`);
  const { start, end } = periodOf(value, zone);
  return [start, end].map(formatInstant);
}

describe("a time literal is the period of its last part", () => {
  it.each([
    ["2024", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"],
    ["2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"],
    ["2024-12-31", "2024-12-31T00:00:00Z", "2025-01-01T00:00:00Z"],
    ["2024-01-15T10:00", "2024-01-15T10:00:00Z", "2024-01-15T10:01:00Z"],
    ["2024-01-15T10:00:07Z", "2024-01-15T10:00:07Z", "2024-01-15T10:00:08Z"],
    ["2024-01-15T10:00:00.1Z", "2024-01-15T10:00:00.100Z", "2024-01-15T10:00:00.200Z"],
    ["2024-01-15T10:00:00.123Z", "2024-01-15T10:00:00.123Z", "2024-01-15T10:00:00.124Z"],
    ["2024-01-15T10:00:00.123456Z", "2024-01-15T10:00:00.123456Z", "2024-01-15T10:00:00.123457Z"],
    ["2024-01-15+02:00", "2024-01-14T22:00:00Z", "2024-01-15T22:00:00Z"],
    ["2024-01-15T10:00-03:30", "2024-01-15T13:30:00Z", "2024-01-15T13:31:00Z"],
    ["9999", "9999-01-01T00:00:00Z", "+010000-01-01T00:00:00Z"],
  ])("@%s", (text, start, end) => {
    expect(period(text)).toEqual([start, end]);
  });

  it("read in a zone, days have the hours that they have there", () => {
    expect(period("2024-03-31", "Europe/Prague")).toEqual(["2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"]);
    expect(period("2024-10-27", "Europe/Prague")).toEqual(["2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z"]);
    expect(period("2024-10", "Europe/Prague")).toEqual(["2024-09-30T22:00:00Z", "2024-10-31T23:00:00Z"]);
  });

  it("a zone of its own goes before the configured one", () => {
    expect(period("2024-01-15Z", "Europe/Prague")).toEqual(["2024-01-15T00:00:00Z", "2024-01-16T00:00:00Z"]);
  });

  it("a minute is a minute, also the last before the clocks go back", () => {
    expect(period("2024-10-27T02:59", "Europe/Prague")).toEqual(["2024-10-27T00:59:00Z", "2024-10-27T01:00:00Z"]);
  });
});
