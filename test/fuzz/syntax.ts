import assert from "node:assert/strict";
import { lex, spanOf } from "../../server/src/syntax/lex.ts";
import { children } from "../../server/src/syntax/children.ts";
import type { Node } from "../../server/src/syntax/children.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import { format } from "../../server/src/syntax/print.ts";
import { Random } from "../bench/random.ts";
import { meaning } from "../support/meaning.ts";
import { goldenTexts } from "../support/texts.ts";
import { mutate } from "./mutate.ts";

/** Far more than any of these texts of at most 20,000 characters takes; a garbage collection may fall into it. */
const MILLISECONDS = 1_000;

/** Puts mutated texts through lexer, parser and formatter; throws with the text on the first that breaks a promise. */
export function fuzzSyntax(count: number, seed: number): void {
  const random = new Random(seed);
  for (let run = 0; run < count; run++) {
    const text = mutate(random.pick(goldenTexts), random, goldenTexts);
    try {
      checkText(text);
    } catch (error) {
      throw new Error(`run ${run} of seed ${seed} failed on ${JSON.stringify(text)}`, { cause: error });
    }
  }
}

/** What holds for every text. */
export function checkText(text: string): void {
  const started = performance.now();
  const { document, problems } = parse(text);
  assert.ok(performance.now() - started < MILLISECONDS, "parsing took too long");
  for (const { span, code, message, fixes = [] } of problems) {
    assert.notEqual(code, "syntax.unread");
    assertInside(span, text);
    assert.ok(message.length > 10 && message.length < 400, message);
    for (const { edits } of fixes) for (const edit of edits) assertInside(edit.span, text);
  }
  if (problems.length === 0) assert.ok(!hasMissing(document), "something is missing and nothing is said");
  assertCovered(text);
  assertNested(document);
  checkFormat(text);
}

function assertInside({ start, end }: { readonly start: number; readonly end: number }, text: string): void {
  assert.ok(
    start >= 0 && start <= end && end <= text.length,
    `span ${start}..${end} lies outside of 0..${text.length}`,
  );
}

/** Every character is in a token, a comment or a problem, or is white space. */
function assertCovered(text: string): void {
  const { tokens, comments, problems } = lex(text);
  const spans = [...tokens.map((token) => spanOf(token, text.length)), ...comments, ...problems].map((part) =>
    "span" in part ? part.span : part,
  );
  const covered = new Uint8Array(text.length);
  for (const { start, end } of spans) covered.fill(1, start, end);
  for (let at = 0; at < text.length; at++)
    assert.ok(covered[at] === 1 || /\s/.test(text.charAt(at)), `nothing covers offset ${at}`);
}

/** Every node lies inside of its parent and behind its elder sibling. */
function assertNested(root: Node): void {
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const { start, end } = node.span;
    for (const child of children(node)) {
      assert.ok(
        start <= child.span.start && child.span.start <= child.span.end && child.span.end <= end,
        `${child.kind} ${child.span.start}..${child.span.end} lies outside of ${node.kind} ${start}..${end}`,
      );
      open.push(child);
    }
  }
}

function hasMissing(root: Node): boolean {
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "missing") return true;
    open.push(...children(node));
  }
  return false;
}

/** A text without errors has one form, which means the same and keeps every comment; others are left alone. */
function checkFormat(text: string): void {
  const { text: formatted, problems } = format(text);
  if (problems.length > 0) return assert.equal(formatted, text);
  const [before, after] = [parse(text), parse(formatted)];
  assert.deepEqual(after.problems, [], formatted);
  assert.deepEqual(meaning(after.document), meaning(before.document), formatted);
  assert.deepEqual(commentsOf(after.document.comments), commentsOf(before.document.comments), formatted);
  assert.equal(format(formatted).text, formatted);
}

function commentsOf(comments: readonly { readonly text: string }[]): string[] {
  return comments.map(({ text }) => text.replace(/^--\s?/, "-- ").replaceAll(/\r\n?/g, "\n")).sort();
}
