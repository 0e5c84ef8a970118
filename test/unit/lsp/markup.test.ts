import { expect, test } from "vitest";
import { code, markdown, plain } from "../../../server/src/language/prose.ts";
import { markupOf } from "../../../server/src/lsp/markup.ts";

test("our own words are Markdown", () => {
  expect(markupOf([markdown("**bold**"), markdown("[docs](https://x)")]).value).toBe("**bold**\n\n[docs](https://x)");
});

test.each([
  "[click](command:evq.log.delete)",
  "![x](https://evil.example/x.png)",
  "<img src=x onerror=alert(1)>",
  "`code` *and* _more_ $(trash) #1",
  "&lt;b&gt;",
])("plain text makes no link, no image and no HTML: %s", (text) => {
  const { value } = markupOf([plain(text)]);
  expect(value).not.toMatch(/(?<!\\)\]|<|(?<!\\)`|(?<!\\)\$/);
});

test("a fence is longer than any run of backticks inside", () => {
  const { value } = markupOf([code("a\n````\n[x](command:y)", "evq")]);
  expect(value).toBe("`````evq\na\n````\n[x](command:y)\n`````");
});

test("control and direction characters are shown, not obeyed, and long text is cut", () => {
  expect(markupOf([code("a\u202eb\u0007")]).value).toBe("```\na\ufffdb\ufffd\n```");
  expect(markupOf([plain("x".repeat(5000))]).value.length).toBeLessThan(2100);
});
