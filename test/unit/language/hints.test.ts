import { describe, expect, test } from "vitest";
import { inlayHints } from "../../../server/src/language/inlayHints.ts";
import { signatureHelp } from "../../../server/src/language/signatureHelp.ts";
import { Snapshot } from "../../../server/src/language/snapshot.ts";
import { catalogOf } from "../../../server/src/query/kinds.ts";
import { marked } from "../../support/markers.ts";
import { local, snapshotOf } from "../../support/snapshots.ts";

/** The text with every hint behind its place, as the editor shows it; `⟦ ⟧` is what is looked at. */
function hinted(fixture: string, timeZone: string): string {
  const { text, ranges } = marked(fixture);
  const snapshot = new Snapshot("file:///test.evq", 1, text, { catalog: catalogOf([local]), timeZone });
  return inlayHints(snapshot, ranges[0] ?? { start: 0, end: text.length }).reduceRight(
    (result, { offset, label }) => `${result.slice(0, offset)} {${label}}${result.slice(offset)}`,
    text,
  );
}

describe("inlay hints", () => {
  test("the UTC instant at which a time without a zone begins; one with a zone has none", () => {
    const text = "from local.orders\nduring @2024-07-15 .. @2024-07-16T10:30:15.5\nwhere timestamp > @2024-01-01Z";
    expect(hinted(text, "Europe/Prague")).toBe(
      "from local.orders\nduring @2024-07-15 {= 2024-07-14T22:00Z} .. @2024-07-16T10:30:15.5 {= 2024-07-16T08:30:15.500Z}\nwhere timestamp > @2024-01-01Z",
    );
    expect(hinted("from local.orders during @2024", "UTC")).toBe(
      "from local.orders during @2024 {= 2024-01-01T00:00Z}",
    );
  });

  test("only where the editor looks", () => {
    expect(hinted("let a = @2024\n⟦let b = @2025⟧\nlet c = @2026", "UTC")).toBe(
      "let a = @2024\nlet b = @2025 {= 2025-01-01T00:00Z}\nlet c = @2026",
    );
  });

  test("accepting one writes the zone, so that the period stays the same", () => {
    const text = "from local.orders during @2024-07-15";
    const of = (timeZone: string) =>
      inlayHints(new Snapshot("file:///test.evq", 1, text, { catalog: catalogOf([local]), timeZone }), {
        start: 0,
        end: text.length,
      })[0]?.edits;
    expect(of("Europe/Prague")).toEqual([{ span: { start: text.length, end: text.length }, text: "+02:00" }]);
    expect(of("UTC")).toEqual([{ span: { start: text.length, end: text.length }, text: "Z" }]);
  });

  test("nothing at what is no time, and in an unfinished text", () => {
    expect(hinted("from local.orders during @2024-13-01 .. @", "UTC")).toBe(
      "from local.orders during @2024-13-01 .. @",
    );
  });
});

/** The signature with the argument that is being written in `⟦ ⟧`. */
function signature(fixture: string): string | undefined {
  const { text, cursor } = marked(fixture);
  const found = signatureHelp(snapshotOf(text), cursor);
  if (!found) return undefined;
  const [start, end] = found.parameters[found.active] ?? [0, 0];
  return start === end
    ? found.label
    : `${found.label.slice(0, start)}⟦${found.label.slice(start, end)}⟧${found.label.slice(end)}`;
}

describe("signature help", () => {
  test.each([
    ["from local.orders reduce percentile(|", "percentile(⟦f⟧, n)"],
    ["from local.orders reduce percentile(payload.total, |", "percentile(f, ⟦n⟧)"],
    ["from local.orders reduce percentile(payload.total, 7|5)", "percentile(f, ⟦n⟧)"],
    ["from local.orders reduce count(|)", "count(⟦[f]⟧)"],
    ["from local.orders reduce count() by bin(timestamp, 1h|", "bin(x, ⟦width⟧)"],
    ["from local.orders where timestamp > startof(day, ago(|))", "ago(⟦d⟧)"],
    ["from local.orders where timestamp > startof(day, ago(1h)|)", "startof(unit, ⟦t⟧)"],
    ["from local.orders where timestamp > now(|)", "now()"],
    ["from local.orders where timestamp > AGO(|", "ago(⟦d⟧)"],
  ])("%s", (fixture, expected) => {
    expect(signature(fixture)).toBe(expected);
  });
  test.each([
    "from local.orders where actor in (|",
    "from local.orders reduce count()|",
    "from local.orders reduce count|(actor)",
    "from local.orders where nonsense(|)",
    "from local.orders reduce count( // a note|",
    "|",
  ])("none at %s", (fixture) => {
    expect(signature(fixture)).toBeUndefined();
  });
});
