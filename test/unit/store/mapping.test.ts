import { describe, expect, it } from "vitest";
import { guessMapping } from "../../../server/src/store/import/mapping.ts";
import { membersOf } from "../../../server/src/store/import/members.ts";
import { readTime } from "../../../server/src/store/import/time.ts";

const guess = (...records: readonly object[]) =>
  guessMapping(
    {},
    records.map((record) => membersOf(JSON.stringify(record)) ?? new Map<string, string>()),
  ).mapping;

describe("a mapping is guessed", () => {
  it.each([
    [
      "CloudTrail",
      [
        {
          eventType: "AwsApiCall",
          "@timestamp": "2020-09-14T00:44:23.000Z",
          eventName: "A",
          eventID: "fd4f",
          userIdentity: { arn: "x" },
        },
        {
          eventType: "AwsApiCall",
          "@timestamp": "2020-09-14T00:44:24.000Z",
          eventName: "A",
          eventID: "aa4f",
          userIdentity: { arn: "x" },
        },
      ],
      { timestamp: "@timestamp", type: "eventName", id: "eventID", actor: "userIdentity.arn" },
    ],
    [
      "Windows",
      [
        {
          EventTime: "2020-09-21 19:18:41",
          "@timestamp": "2020-09-21T23:18:44.265Z",
          EventID: 12,
          Hostname: "W5",
          host: "wec",
        },
        {
          EventTime: "2020-09-21 19:18:41",
          "@timestamp": "2020-09-21T23:18:44.265Z",
          EventID: 12,
          Hostname: "W6",
          host: "wec",
        },
      ],
      { timestamp: "@timestamp", type: "EventID", stream: "Hostname" },
    ],
    [
      "an entity",
      [{ entity: { type: "order", id: "1" }, ts: 1705312800 }],
      { timestamp: "ts", entityType: "entity.type", entityId: "entity.id" },
    ],
    ["an id that repeats", [{ id: 1 }, { id: 1 }], {}],
    ["a time that is none", [{ time: 12 }, { time: 13 }], {}],
    ["a type that some lack", [{ type: "a" }, {}], {}],
    ["a type that is an object", [{ type: { a: 1 }, kind: "k" }], { type: "kind" }],
  ])("%s", (_, records, mapping) => {
    expect(guess(...records)).toEqual(mapping);
  });
});

describe("a time", () => {
  const at = 1_705_312_800_000_000n;
  it.each([
    ['"2024-01-15T10:00:00Z"', at, true],
    ['"2024-01-15t11:00:00.000000+01:00"', at, true],
    ['"2024-01-15 10:00:00,5"', at + 500_000n, true],
    ['"2024-01-15T10:00:00"', at, true],
    ['"2024-01-15"', at - 36_000_000_000n, true],
    ['"2024-01-15T10:00:00.0000001Z"', at, false],
    ["1705312800", at, true],
    ["1705312800000", at, true],
    ["1705312800000000", at, true],
    ["1705312800000000001", at, false],
    ['"1705312800"', at, true],
    ["1705312800.25", at + 250_000n, true],
    ["-1", -1_000_000n, true],
  ])("is read from %s", (json, micros, exact) => {
    expect(readTime(json)).toEqual({ micros, exact });
  });

  it.each([
    '"2024-02-30T00:00:00Z"',
    '"2024-01-15 25:00:00"',
    '"10:00"',
    '""',
    "null",
    "true",
    "1e9",
    "[]",
    "99999999999999999999",
    undefined,
  ])("is not read from %s", (json) => {
    expect(readTime(json)).toBeUndefined();
  });
});
