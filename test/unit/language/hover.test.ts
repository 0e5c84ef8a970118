import { expect, test } from "vitest";
import { hover } from "../../../server/src/language/hover/hover.ts";
import { marked } from "../../support/markers.ts";
import { snapshotOf } from "../../support/snapshots.ts";

/** What hover says at `|`, its blocks below each other, and the text it is about. */
function hoverAt(fixture: string): string | undefined {
  const { text, cursor } = marked(fixture);
  const found = hover(snapshotOf(text), cursor);
  return (
    found && `${text.slice(found.span.start, found.span.end)} → ${found.prose.map((block) => block.text).join(" / ")}`
  );
}

function blocksAt(fixture: string) {
  const { text, cursor } = marked(fixture);
  return hover(snapshotOf(text), cursor)?.prose ?? [];
}

test("a keyword says what it does", () => {
  expect(hoverAt("fr|om local.orders")).toMatch(/^from → from S.*Queries one source/);
  expect(hoverAt("from local.orders order b|y actor")).toMatch(/^by → /);
  expect(hoverAt("from local.orders or|der by actor")).toMatch(/^order → order by f/);
  expect(hoverAt("from local.orders where actor con|tains 'a'")).toMatch(/^contains → /);
});

test("a function, with its signature", () => {
  expect(hoverAt("from local.orders reduce cou|nt()")).toMatch(/^count → count\(\[f\]\)/);
  expect(hoverAt("from local.orders reduce count() by b|in(timestamp, 1h)")).toMatch(/^bin → bin\(/);
});

test("a field, canonical and in the source's own spelling", () => {
  expect(hoverAt("from local.orders where event_t|ype = 'a'")).toMatch(
    /^event_type → event_type: string \/ What happened\./,
  );
  expect(hoverAt("from akeneo.logs where subscription|_id = 'a'")).toMatch(
    /^subscription_id → entity_id: string \/ The subscription\. \/ Also written: \/ subscription_id/,
  );
});

test("an example out of an event is never Markdown", () => {
  const blocks = blocksAt("from local.orders where payload.customer.na|me = 'a'");
  const example = blocks.find(({ text }) => text.includes("command:"));
  expect(example).toMatchObject({ kind: "code", text: "[click](command:evil)" });
});

test("a time says which period it is, in UTC", () => {
  expect(hoverAt("from local.orders during @2024-0|2")).toMatch(
    /^@2024-02 → .*from {2}2024-02-01T00:00:00\.?0*Z\nuntil 2024-03-01T00:00:00\.?0*Z$/,
  );
  expect(hoverAt("from local.orders where timestamp > @2024-01-15T10:00:00+02:|00")).toContain("2024-01-15T08:00:00");
});

test("a duration, in words", () => {
  expect(hoverAt("from local.orders during last 1h3|0m")).toBe(
    "1h30m → A length of time. / 1 hour 30 minutes = 5400000 ms",
  );
});

test("parameters, lets and columns say what they are declared as", () => {
  expect(hoverAt("param kind: string = 'a'\nfrom local.orders where event_type = $ki|nd")).toMatch(
    /^\$kind → \$kind: string \/ param kind: string = 'a'/,
  );
  expect(hoverAt("let slow = 2s\nfrom local.orders where payload.total > sl|ow")).toMatch(
    /^slow → slow: duration \/ let slow = 2s/,
  );
  expect(hoverAt("from local.orders reduce count() as n order by |n")).toMatch(/^n → n: integer \/ count\(\) as n/);
});

test("connections and logs", () => {
  expect(hoverAt("from loc|al.orders")).toMatch(/^local → local \/ \*\*Local log\.\*\*/);
  expect(hoverAt("from aken|eo.logs")).toContain("Not connected");
  expect(hoverAt("from local.ord|ers")).toMatch(/^orders → orders \/ 1,234 events in 2 streams/);
  expect(hoverAt("from akeneo.lo|gs")).toContain("kept for 30 days");
});

test("nothing in comments, strings and white space", () => {
  expect(hoverAt("// fr|om")).toBeUndefined();
  expect(hoverAt("from local.orders where actor = 'fr|om'")).toBeUndefined();
  expect(hoverAt("from local.orders \n | \n limit 1")).toBeUndefined();
});
