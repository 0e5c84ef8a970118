import { expect, test } from "vitest";
import { parseTimeText, readDuration } from "../../../server/src/syntax/literals.ts";

test.each([
  ["1h30m", 5_400_000_000n, 0],
  ["500ms", 500_000n, 0],
  ["1w2d3h4m5s6ms", 788_645_006_000n, 0],
  ["1y2mo", 0n, 14],
  ["0s", 0n, 0],
])("%s", (text, micros, months) => {
  expect(readDuration(text).value).toEqual({ micros, months });
});

test.each(["30m1h", "1h1h", "5x", "", "9999999999999999999d", "99999y"])("%s is no duration", (text) => {
  const { value, problem } = readDuration(text);
  expect(value).toBeUndefined();
  expect(problem).toMatch(/\w/);
});

test("a time has the parts it names", () => {
  expect(parseTimeText("2024").value).toEqual({ year: 2024 });
  expect(parseTimeText("2024-02-29").value).toEqual({ year: 2024, month: 2, day: 29 });
  expect(parseTimeText("2024-01-15T10:00:07.120Z").value).toEqual({
    year: 2024,
    month: 1,
    day: 15,
    hour: 10,
    minute: 0,
    second: 7,
    fraction: "120",
    offset: 0,
  });
  expect(parseTimeText("2024-01-15T10:00-02:30").value).toMatchObject({ offset: -150 });
  expect(parseTimeText("2024-01-15+01:00").value).toEqual({ year: 2024, month: 1, day: 15, offset: 60 });
});

test.each([
  "0000",
  "2024-00",
  "2024-13",
  "2024-04-31",
  "2023-02-29",
  "2024-01-15T24:00",
  "2024-01-15T10:60",
  "2024-01-15T10:00:60",
  "2024-01-15T10:00+24:00",
  "2024-1-5",
  "2024-01-15T10",
  "2024-01-15T10:00:00.1234567",
])("@%s is no time", (text) => {
  expect(parseTimeText(text).value).toBeUndefined();
});
