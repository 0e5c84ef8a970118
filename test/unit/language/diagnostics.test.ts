import { expect, test } from "vitest";
import { codeActions } from "../../../server/src/language/codeActions.ts";
import { diagnostics } from "../../../server/src/language/diagnostics.ts";
import { Lines } from "../../../server/src/lsp/lines.ts";
import { expectations } from "../../support/markers.ts";
import { snapshotOf } from "../../support/snapshots.ts";

/** Every diagnostic of a text, compared with the lines `//  ^^^ code: message` below it; a message may be left out. */
function check(fixture: string): void {
  const { text, expected } = expectations(fixture);
  const lines = new Lines(text);
  const found = diagnostics(snapshotOf(text)).map(({ span, code, message }, at) => {
    const { start, end } = lines.range(span);
    const told = expected[at]?.message === "" ? "" : message;
    return {
      line: start.line,
      start: start.character,
      end: end.line === start.line ? end.character : -1,
      code,
      message: told,
    };
  });
  expect(found).toEqual(expected);
}

/** The text after a quick fix at the first diagnostic. */
function fixed(text: string, title: RegExp): string {
  const snapshot = snapshotOf(text);
  const action = codeActions(snapshot, { start: 0, end: text.length }).find((candidate) => title.test(candidate.title));
  if (!action) throw new Error(`no fix with the title ${title}`);
  return action.edits
    .toReversed()
    .reduce((result, { span, text }) => result.slice(0, span.start) + text + result.slice(span.end), text);
}

test("a text without fault has no diagnostics", () => {
  check(`
param since: time = @2024-01-01Z

//# Orders by hour
from local.orders
where timestamp >= $since
reduce count() as n by bin(timestamp, 1h) as hour
`);
});

test("grammar and meaning are told in the order of the text", () => {
  check(`
from local.orders
where event_typ = "a"
//    ^^^^^^^^^ field.unknown
  limit
//^^^^^ syntax.expected
`);
});

test("a name that nothing uses", () => {
  check(`
param unused: string
//    ^^^^^^ name.unused: Nothing uses the parameter unused.
let left = 1
//  ^^^^ name.unused: Nothing uses the let left.
let used = from local.orders
from used
`);
  expect(fixed("let left = 1\nfrom local.orders\n", /Remove/)).toBe("from local.orders\n");
});

test("a title that is there already, and one that belongs to nothing", () => {
  check(`
//# One
from local.orders
    //# One
//  ^^^^^^^ title.repeated
from local.orders

    //# Nothing follows
//  ^^^^^^^^^^^^^^^^^^^ title.detached
`);
});

test("a misspelt field is mended by its quick fix", () => {
  expect(fixed('from local.orders where event_typ = "a"', /event_type/)).toBe(
    'from local.orders where event_type = "a"',
  );
});

test("fixes are offered where the cursor is and nowhere else", () => {
  const text = 'from local.orders where event_typ = "a"';
  expect(codeActions(snapshotOf(text), { start: 0, end: 4 })).toEqual([]);
  expect(codeActions(snapshotOf(text), { start: 28, end: 28 }).length).toBeGreaterThan(0);
});
