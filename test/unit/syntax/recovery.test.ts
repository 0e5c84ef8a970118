import { expect, test } from "vitest";
import { parse } from "../../../server/src/syntax/parse.ts";
import { checkProblems, fixed, gaps, queryOf } from "../../support/syntax.ts";

/** The Missing nodes of a half-written text are at the marks, and one problem tells of each. */
function check(fixture: string, ...expected: readonly string[]): void {
  const text = fixture.replaceAll(/[⟦⟧]/g, "");
  expect(gaps(text)).toEqual({ text: fixture, expected });
  expect(parse(text).problems.map(({ code }) => code)).toEqual(expected.map(() => "syntax.expected"));
}

test("half-written text has Missing nodes where something belongs", () => {
  check("from⟦ ⟧", "a source");
  check("from local.⟦⟧", "the name of a log");
  check("from local.⟦\n⟧where x", "the name of a log");
  check("from a,⟦ ⟧", "a source");
  check("from a where⟦ ⟧", "a condition");
  check("from a where⟦ \n⟧select x", "a condition");
  check("from a where payload.⟦⟧", "a key");
  check("from a where payload.⟦\n⟧order by x", "a key");
  check("from a where x =⟦ ⟧", "a value");
  check("from a where x = 1 and⟦ ⟧", "a value");
  check("from a where x in⟦ ⟧", "a list");
  check("from a where x between 1⟦ ⟧", "`and` with the upper end");
  check("from a where x between 1 and⟦ ⟧", "a value");
  check("from a where not⟦ ⟧", "a condition");
  check("from a where x contains⟦ ⟧", "a value");
  check("from a order by⟦ ⟧", "a value");
  check("from a order by x,⟦ ⟧", "a value");
  check("from a select⟦ ⟧", "a value");
  check("from a select x as⟦ ⟧", "a name");
  check("from a reduce⟦ ⟧", "an aggregate");
  check("from a reduce count() by⟦ ⟧", "a value");
  check("from a limit⟦ ⟧", "a value");
  check("from a during⟦ ⟧", "a time window");
  check("from a during last⟦ ⟧", "a value");
  check("from a during @2024 ..⟦ ⟧", "a value");
  check("from a since checkpoint⟦ ⟧", "a value");
  check("from a collapse by x⟦ ⟧", "`within` and a duration");
  check("from a compare to⟦ ⟧", "what to compare with");
  check("from a expect rows >⟦ ⟧", "a value");
  check("from a into⟦ ⟧", "a source");
  check("let x =⟦ ⟧", "a value or a query");
  check("param x:⟦ ⟧", "a type");
});

test("a gap reaches into the next line, not over an empty one and not over a comment", () => {
  expect(gaps("from a where\n\n\nfrom b").text).toBe("from a where⟦\n⟧\n\nfrom b");
  expect(gaps("from a where // why\n").text).toBe("from a where⟦ ⟧// why\n");
});

test("an open bracket at the end expects its first item", () => {
  expect(gaps("from a reduce count(")).toEqual({ text: "from a reduce count(⟦⟧", expected: ["a value"] });
  expect(gaps("from a where x in ( ")).toEqual({ text: "from a where x in (⟦ ⟧", expected: ["a value"] });
  checkProblems(`
    from a where (x = 1 or (y = 2
//                         ^ syntax.unclosed: This \`(\` is never closed. Add \`)\` where it ends.
    limit 5`);
});

test("a misspelt keyword is read as the one it means", () => {
  checkProblems(`
    form a
//  ^^^^ syntax.unknown-clause: There is no \`form\`. Did you mean \`from\`?
    wher x = 1
//  ^^^^ syntax.unknown-clause: There is no \`wher\`. Did you mean \`where\`?
    oder by x
//  ^^^^ syntax.unknown-clause: There is no \`oder\`. Did you mean \`order\`?
    limti 5
//  ^^^^^ syntax.unknown-clause: There is no \`limti\`. Did you mean \`limit\`?`);
  expect(queryOf("form a\nwher x = 1\noder by x\nlimti 5").clauses.map(({ kind }) => kind)).toEqual([
    "where",
    "order",
    "limit",
  ]);
  expect(fixed("form a\nwher x\nlimti 5")).toBe("from a\nwhere x\nlimit 5");
});

test("a word that is far from every keyword is told once, and the next clause is read", () => {
  checkProblems(`
    from a
    frobnicate the (log) by 5, 7
//  ^^^^^^^^^^ syntax.unknown-clause
    where x = 1`);
  expect(queryOf("from a\nfrobnicate the (log)\nwhere x = 1").clauses.map(({ kind }) => kind)).toEqual(["where"]);
});

test("a misspelt word that goes on with a clause is suggested where it stands", () => {
  checkProblems(`
    from a order by x dsc
//                    ^^^ syntax.unknown-clause: There is no \`dsc\` here. Did you mean \`desc\`?
    limit 5`);
});

test("each clause at most once, but where and expect", () => {
  checkProblems(`
    from a where x where y expect complete expect rows > 0 limit 5 order by x limit 6
//                                                                            ^^^^^ syntax.duplicate-clause: A query has one \`limit\` only. Make the two into one, or query this query through a \`let\`.`);
});

test("what is absent is put in by a fix", () => {
  expect(fixed("from a order x dedupe y collapse z within 5m fetch during 24h")).toBe(
    "from a order by x dedupe by y collapse by z within 5m fetch current during last 24h",
  );
  expect(fixed("from a where f(x")).toBe("from a where f(x)");
  expect(fixed("let x 5")).toBe("let x = 5");
  expect(fixed("param x: strnig[] = []")).toBe("param x: string[] = []");
  expect(fixed("param x: datetime")).toBe("param x: time");
});

test("the next statement is read whatever stands before it", () => {
  for (const broken of [
    "from",
    "from a where (",
    "let",
    "let x",
    "let x =",
    "param",
    "param x:",
    ")(",
    "wer weiß",
    "from a select x,",
  ]) {
    const { document } = parse(`${broken}\n\nfrom b\nlimit 1`);
    const last = document.statements.at(-1);
    const query =
      last?.kind === "query-statement"
        ? last.query
        : last?.kind === "let" && last.value.kind === "query"
          ? last.value
          : undefined;
    expect(query?.sources, broken).toMatchObject([{ path: [{ text: "b" }] }]);
  }
});

test("one mistake is one problem", () => {
  for (const text of [
    "from a where f(a b c) = 1",
    "from a where x = ) limit 5",
    "from a where (((((x",
    "from a where x = = 1",
    "from a where x 5 limit 1",
    "from a where a < b < c < d",
    "from a where a * 2 = 1",
    "from a limit 5 5 5",
    "from a select *",
    "where x = 1 limit 5",
    "hello world",
    "from a.b.c",
    "from a expect",
    "from a since @2024 limit 1",
    "from a | ",
    `from a where ${"(".repeat(1000)}`,
    `from a where ${"not ".repeat(1000)}x`,
    `from a where x = ${"1 + ".repeat(1000)}1`,
  ])
    expect(
      parse(text).problems.map(({ message }) => message),
      text,
    ).toHaveLength(1);
});

test("title lines belong to the query below them, also through its parameters", () => {
  const { document } = parse(
    "//# One\nfrom a\n\n//# Two\nparam x: string\nfrom b\n\n//# Lost\n\nfrom c\n//# Three\n// more\nlet q = from d",
  );
  expect(document.statements.map((statement) => (statement.kind === "param" ? "-" : statement.title?.text))).toEqual([
    "One",
    "-",
    "Two",
    undefined,
    "Three",
  ]);
});

test("a pipe before a clause is kept with the clause", () => {
  const [where, limit] = queryOf("from a | where x limit 5").clauses;
  expect(where?.pipe).toEqual({ start: 7, end: 8 });
  expect(limit?.pipe).toBeUndefined();
});
