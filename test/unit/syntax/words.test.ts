import { expect, test } from "vitest";
import { parse } from "../../../server/src/syntax/parse.ts";
import { format } from "../../../server/src/syntax/print.ts";
import { reservedWords, wordTypes } from "../../../server/src/syntax/tokens.ts";
import { checkProblems } from "../../support/syntax.ts";

const contextual = [...wordTypes.keys()].filter((word) => !reservedWords.has(word));

test.each(contextual)("%s is a field everywhere", (word) => {
  const quoted = ["by", "as", "exists"].includes(word) ? `\`${word}\`` : word;
  for (const text of [
    `from a where ${word} = 1`,
    `from a where ${word} contains "x" and ${word} is null and not ${word}`,
    `from a select ${quoted}`,
    `from a select x, ${word}, y as ${word}`,
    `from a order by ${quoted}, x`,
    `from a order by ${quoted} desc`,
    `from a dedupe by ${quoted} keep first`,
    `from a collapse by ${quoted} within 5m`,
    `from a reduce last(${word}) as ${word} by ${quoted}`,
    `from a where payload.${word}.${word} = $${word}`,
    `from a diff by ${quoted}\nlimit 1`,
    `from ${word}\nwhere x`,
    `from local.${word} stream "s"`,
    `let ${word} = 1`,
    `param ${word}: string`,
  ])
    expect(parse(text).problems, text).toEqual([]);
});

test.each([...reservedWords])("%s is a name behind a dot, as, let, param, $ and in backticks", (word) => {
  for (const text of [
    `from local.${word} where payload.${word} = $${word} select x as ${word}`,
    `let ${word} = 1`,
    `param ${word}: string`,
    `from a where \`${word}\` = 1 order by \`${word}\``,
    `from \`${word}\``,
  ])
    expect(parse(text).problems, text).toEqual([]);
});

test("keywords are read whatever their case, names are kept", () => {
  expect(format("FROM Local.Audit Where Type = 'x' ORDER By T DESC Limit 5").text).toBe(
    'from Local.Audit\nwhere Type = "x"\norder by T desc\nlimit 5\n',
  );
});

test("a keyword in the place of a field is told, with backticks as its fix", () => {
  checkProblems(`
    from a where order = 5 and x in (limit, 2)
//               ^^^^^ syntax.reserved-word: \`order\` is a keyword. Put it in backticks to mean a field.
//                                   ^^^^^ syntax.reserved-word`);
});

test("a keyword at the head of a line goes on with the query, half-written or not", () => {
  const { document } = parse("from a\nselect x as\nwhere y = 1\nlimit 5");
  const [statement] = document.statements;
  expect(statement?.kind === "query-statement" && statement.query.clauses.map(({ kind }) => kind)).toEqual([
    "select",
    "where",
    "limit",
  ]);
});
