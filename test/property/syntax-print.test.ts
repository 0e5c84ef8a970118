import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../server/src/syntax/parse.ts";
import { format, printDocument, printExpression } from "../../server/src/syntax/print.ts";
import { documentArbitrary, expressionArbitrary } from "../support/documents.ts";
import { meaning } from "../support/meaning.ts";

test("what is printed is read back as the same document", () => {
  fc.assert(
    fc.property(documentArbitrary, (document) => {
      const text = printDocument(document);
      const { document: read, problems } = parse(text);
      expect(problems, text).toEqual([]);
      expect(meaning(read), text).toEqual(meaning(document));
    }),
    { numRuns: 1500 },
  );
});

test("formatting what was printed changes nothing", () => {
  fc.assert(
    fc.property(documentArbitrary, (document) => {
      const text = printDocument(document);
      expect(format(text).text).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test("an expression on one line is read back as the same", () => {
  fc.assert(
    fc.property(expressionArbitrary, (expression) => {
      const text = printExpression(expression);
      const { document, problems } = parse(`let it = ${text}`);
      expect(problems, text).toEqual([]);
      expect(meaning(document.statements), text).toEqual([
        { kind: "let", name: { kind: "name", text: "it" }, value: meaning(expression) },
      ]);
    }),
    { numRuns: 1500 },
  );
});
