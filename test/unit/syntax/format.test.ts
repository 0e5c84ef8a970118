import { expect, test } from "vitest";
import { format, printExpression } from "../../../server/src/syntax/print.ts";
import { expressionOf } from "../../support/syntax.ts";

function check(text: string, formatted: string): void {
  expect(format(text)).toEqual({ text: formatted, problems: [] });
  expect(format(formatted).text).toBe(formatted);
}

test("one clause a line, in one order, keywords in lower case", () => {
  check("FROM a LIMIT 5 | WHERE x==1 ; let Y=2s;", "from a\nwhere x = 1\nlimit 5\n\nlet Y = 2s\n");
  check(
    "from a into local.b expect complete diff offset 1 limit 2 select x",
    "from a\nlimit 2\noffset 1\nselect x\ndiff\ninto local.b\nexpect complete\n",
  );
});

test("lists and conditions break where they are longer than a line", () => {
  const long = Array.from({ length: 6 }, (_, i) => `payload.something_long_${i}`);
  check(`from a select ${long.join(",")}`, `from a\nselect\n  ${long.join(",\n  ")}\n`);
  check(`from a where ${long.join(" and ")}`, `from a\nwhere ${long.join("\n  and ")}\n`);
  check(
    `from a reduce ${long
      .slice(0, 3)
      .map((path) => `max(${path})`)
      .join(",")} by ${long[4]}`,
    `from a\nreduce ${long
      .slice(0, 3)
      .map((path) => `max(${path})`)
      .join(", ")}\n  by ${long[4]}\n`,
  );
  check(`from a where x in (${long.join(",")})`, `from a\nwhere x in (\n  ${long.join(",\n  ")}\n)\n`);
});

test("backticks only where needed, strings in double quotes, raw ones raw", () => {
  check(
    'from `a`.`b-c` where `x` = \'it\\\'s "so"\' and `order` = p[\'k\'][\'odd key\'] and y = """C:\\n"""',
    'from a.`b-c`\nwhere x = "it\'s \\"so\\"" and `order` = p.k["odd key"] and y = """C:\\n"""\n',
  );
});

test("empty lines between statements are kept to one, queries stand apart", () => {
  check(
    "param a: string\nparam b: string\n\n\n\nlet c = 1\nlet d = 2\nfrom x\nfrom y\n\n\n",
    "param a: string\nparam b: string\n\nlet c = 1\nlet d = 2\nfrom x\n\nfrom y\n",
  );
});

test("a named query is set in", () => {
  check("let q = from a where x limit 5", "let q =\n  from a\n  where x\n  limit 5\n");
  check("let q = from a", "let q = from a\n");
});

test("comments stay beside what they belong to, also when clauses change places", () => {
  check(
    "from a // source\nlimit 5 // few\n// the filter\nwhere x // why\n// end",
    "from a // source\n// the filter\nwhere x // why\nlimit 5 // few\n// end\n",
  );
  check("from a select x, // one\n  y // two\n", "from a\nselect\n  x, // one\n  y // two\n");
  check("from a where x = /* inline */ 1 and // first\n y", "from a\nwhere x = /* inline */ 1 // first\n  and y\n");
  check("from a where (\n // inside\n x or y)", "from a\nwhere (\n  // inside\n  x or y\n)\n");
});

test("a comment is not swallowed by the one that ends the line before it", () => {
  check(
    "from a where x = 1 // one\n and /* \n me */ y = 2",
    "from a\nwhere x = 1 // one\n  /* \n me */\n  and y = 2\n",
  );
});

test("a text with an error is left as it is", () => {
  const text = "FROM a   wher x";
  const { text: formatted, problems } = format(text);
  expect(formatted).toBe(text);
  expect(problems).toHaveLength(1);
});

test("line ends stay what they are", () => {
  check("from a\r\nlimit 5\r\n", "from a\r\nlimit 5\r\n");
  check("", "");
});

test("an expression is printed on one line, as the name of a column", () => {
  expect(printExpression(expressionOf("COUNT( )"))).toBe("count()");
  expect(printExpression(expressionOf("Bin(timestamp,1h)"))).toBe("bin(timestamp, 1h)");
});
