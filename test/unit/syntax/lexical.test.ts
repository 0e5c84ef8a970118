import { expect, test } from "vitest";
import { parse } from "../../../server/src/syntax/parse.ts";
import { bracketed, checkProblems, expressionOf, fixed } from "../../support/syntax.ts";

test("a time is the longest complete literal that no letter or digit follows", () => {
  expect(bracketed(expressionOf("@2024-10h"))).toBe("(@2024 - 10h)");
  expect(bracketed(expressionOf("@2024-01-15-1d"))).toBe("(@2024-01-15 - 1d)");
  for (const text of [
    "2024",
    "2024-01",
    "2024-01-15",
    "2024-01-15T10:00",
    "2024-01-15T10:00:00.123Z",
    "2024-01-15T10:00+02:00",
    "2024-01-15Z",
    "2024-01+02:00",
  ])
    expect(expressionOf(`@${text}`)).toMatchObject({ kind: "time", text });
});

test("a time that is wrong or not complete is one problem", () => {
  checkProblems(`
    from a where t > @2024-13-01 and u < @2024-01-15T10 and v = @now
//                   ^^^^^^^^^^^ syntax.time-literal: There is no month 13; months are 01 to 12.
//                                       ^^^^^^^^^^^^^^ syntax.time-literal: \`@2024-01-15T10\` is no time; write it as @2024-01-15 or @2024-01-15T10:00:00Z.
//                                                              ^^^^ syntax.time-literal`);
  checkProblems(`
    from a where t > @2023-02-29
//                   ^^^^^^^^^^^ syntax.time-literal: \`@2023-02-29\` names a day that its month does not have.`);
});

test("durations and numbers", () => {
  expect(expressionOf("1h30m")).toMatchObject({ kind: "duration", text: "1h30m" });
  expect(expressionOf("500ms")).toMatchObject({ kind: "duration" });
  expect(expressionOf("1mo")).toMatchObject({ kind: "duration" });
  expect(expressionOf("1_000.5e-3")).toMatchObject({ kind: "number", text: "1000.5e-3", written: "1_000.5e-3" });
  checkProblems(`
    from a where d > 1m30h and e > 5M and f > 1.5h and g > 12abc
//                   ^^^^^ syntax.duration-literal: The units of \`1m30h\` stand in the wrong order; write them from large to small, as in 1h30m.
//                                 ^^ syntax.number-literal: Units of time are written in lower case: m is a minute, mo a month.
//                                            ^^^^ syntax.number-literal: A duration has whole numbers; write 1h30m for one hour and a half.
//                                                         ^^^^^ syntax.number-literal`);
});

test("strings: escapes, raw, and the end of the line where one is not closed", () => {
  expect(expressionOf(String.raw`'a\n\t\\\'\"é'`)).toMatchObject({ kind: "string", value: "a\n\t\\'\"é" });
  expect(expressionOf('"""C:\\dir\n"x" """')).toMatchObject({ kind: "string", value: 'C:\\dir\n"x" ', raw: true });
  checkProblems(String.raw`
    from a where x = "a\qb" and y = 'c\u12'
//                     ^^ syntax.escape
//                                    ^^ syntax.escape: ${"`\\u` needs four hexadecimal digits, as in \\u00e9."}`);
  checkProblems(`
    from a where x = "abc and y = 1
//                   ^^^^^^^^^^^^^^ syntax.unterminated-string
    limit 5`);
  expect(fixed('from a where x = "abc')).toBe('from a where x = "abc"');
});

test("comments: // and /* */, -- at a line start or before white space, # told", () => {
  expect(bracketed(expressionOf("a --b"))).toBe("(a - (-b))");
  expect(bracketed(expressionOf("a -- b"))).toBe("a");
  expect(parse("--x\n  --y\nfrom a /* where */ // limit\n--").problems).toEqual([]);
  expect(
    parse("--x\n  --y\nfrom a /* where */ // limit\n--").document.comments.map(({ kind, text }) => `${kind} ${text}`),
  ).toEqual(["line --x", "line --y", "block /* where */", "line // limit", "line --"]);
  checkProblems(
    `
    # a remark
//  ^^^^^^^^^^ syntax.hash-comment: A comment begins with // here, not with #.
    from a /* never closed
//         ^^^^^^^^^^^^^^^ syntax.unterminated-comment`,
  );
  expect(fixed("# a remark\nfrom a")).toBe("// a remark\nfrom a");
});

test("paths: keys, indexes, and what stands in brackets", () => {
  expect(expressionOf('payload.items[0]["odd key"].sku')).toMatchObject({
    kind: "path",
    head: { text: "payload" },
    steps: [
      { kind: "key", text: "items" },
      { kind: "index", index: 0 },
      { kind: "key", text: "odd key" },
      { kind: "key", text: "sku" },
    ],
  });
  checkProblems(`
    from a where p.0.x = p[-1] and p[k] and p.3d
//                ^^ syntax.index: An index stands in brackets: [0].
//                         ^^ syntax.index: An index counts from 0; there are no negative ones.
//                                   ^ syntax.index: A key in brackets is a string: ["k"].
//                                           ^^^ syntax.odd-key`);
  expect(fixed("from a where p.0.x = p[k]")).toBe('from a where p[0].x = p["k"]');
});

test("names that need backticks are told whole", () => {
  checkProblems(`
    from local.user-activity where größe = "x"
//             ^^^^^^^^^^^^^ syntax.odd-name: A name with \`-\` stands in backticks.
//                                 ^^^^^ syntax.odd-name`);
  expect(fixed("from local.user-activity where größe = 1")).toBe("from local.`user-activity` where `größe` = 1");
  expect(expressionOf("`a``b`")).toMatchObject({ kind: "path", head: { text: "a`b" } });
});

test("a character with no meaning is passed over", () => {
  checkProblems(`
    from a where x = § 5 and y ? 2
//                   ^ syntax.unknown-character: \`§\` has no meaning in EVQ. Remove it, or put it in quotes.
//                             ^ syntax.unknown-character
//                               ^ syntax.unexpected`);
});
