import assert from "node:assert/strict";
import type { Span } from "../../server/src/base/span.ts";
import { Duration } from "../../server/src/base/duration.ts";
import { bind } from "../../server/src/query/bind.ts";
import type { BoundDocument } from "../../server/src/query/bind.ts";
import { toCoreQuery } from "../../server/src/query/core.ts";
import { evaluate } from "../../server/src/query/evaluate/evaluate.ts";
import { ground } from "../../server/src/query/ground.ts";
import { readQuery, writeQuery } from "../../server/src/query/json.ts";
import { PROBLEM_CODES } from "../../server/src/query/problemCodes.ts";
import type { Constant, ParameterType, Query } from "../../server/src/query/query.ts";
import { queryText } from "../../server/src/query/text.ts";
import { children } from "../../server/src/syntax/children.ts";
import type { Node } from "../../server/src/syntax/children.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import { Random } from "../bench/random.ts";
import { eventsOf } from "../support/events.ts";
import { goldenTexts } from "../support/texts.ts";
import { catalog } from "../support/worlds.ts";
import { mutate } from "./mutate.ts";

const SETTINGS = { timeZone: "Europe/Prague", now: 1_705_312_800_000_000n };
const EVENTS = eventsOf([
  { type: "create", payload: '{"total":1,"duration":5,"a":"x"}', entity: ["order", "1"] },
  { type: "update", at: null, old: '{"status":"a"}', new: '{"status":"b"}' },
  { type: null, payload: "[1,2]", stream: "user-123" },
]);

/** Binds mutated texts; throws with the text on the first that breaks a promise. */
export function fuzzBinder(count: number, seed: number): void {
  const random = new Random(seed);
  for (let run = 0; run < count; run++) {
    const text = mutate(random.pick(goldenTexts), random, goldenTexts);
    try {
      checkBinding(text);
    } catch (error) {
      throw new Error(`run ${run} of seed ${seed} failed on ${JSON.stringify(text)}`, { cause: error });
    }
  }
}

/** What holds for every text. */
export function checkBinding(text: string): void {
  const { document, problems } = parse(text);
  const bound = bind(document, catalog, SETTINGS);
  checkProblems(text, bound);
  for (const { span, definition } of bound.references)
    for (const part of [span, definition]) if (part) assertInside(part, text);
  const statements = document.statements.filter(({ kind }) => kind === "query-statement");
  assert.equal(bound.queries.length, statements.length);
  const hasErrors = [...problems, ...bound.problems].some(({ severity }) => severity === "error");
  bound.queries.forEach(({ query }, i) => {
    const statement = statements[i];
    if (!hasErrors) assert.ok(query, "a query is absent and nothing is said");
    if (!query || !statement) return;
    assert.ok(!hasMissing(statement), "a query with a gap has a model");
    checkQuery(query);
  });
}

function checkProblems(text: string, { problems }: BoundDocument): void {
  for (const { span, code, message, fixes = [] } of problems) {
    assert.ok(Object.hasOwn(PROBLEM_CODES, code), `${code} is not registered`);
    assertInside(span, text);
    assert.ok(message.length > 10 && /[.?`)]$/.test(message) && !message.includes("undefined"), message);
    for (const { title, edits } of fixes) {
      assert.ok(title.length > 3);
      for (const edit of edits) assertInside(edit.span, text);
    }
  }
}

/** A model survives JSON, has a text that means the same, and can be run. */
export function checkQuery(query: Query): void {
  assert.deepStrictEqual(readQuery(JSON.parse(JSON.stringify(writeQuery(query)))), { query });
  toCoreQuery(query);
  const { text, problem } = queryText(query, SETTINGS.timeZone);
  assert.equal(problem, undefined);
  checkText(text ?? "");
  run(query);
}

/** The text of a model binds without errors, and the text of what it binds to is the same. */
function checkText(text: string): void {
  const { document, problems } = parse(text);
  assert.deepStrictEqual(problems, [], text);
  const { queries, problems: found } = bind(document, catalog, SETTINGS);
  assert.deepStrictEqual(
    found.filter(({ severity }) => severity === "error"),
    [],
    text,
  );
  const again = queries.at(-1)?.query;
  assert.ok(again, text);
  assert.equal(queryText(again, SETTINGS.timeZone).text, text);
}

function run(query: Query): void {
  const parameters = new Map<string, Constant>();
  collect(query, parameters);
  let grounded: Query;
  try {
    grounded = ground(query, { ...SETTINGS, parameters });
  } catch (thrown) {
    // A count worked out from others can be below 0; that is known only now, and told then.
    assert.match(String(thrown), /needs a whole number from 0/);
    return;
  }
  evaluate(grounded, () => EVENTS, SETTINGS);
}

/** Values for all parameters of a query. */
function collect(part: unknown, values: Map<string, Constant>): void {
  if (typeof part !== "object" || part === null) return;
  const node = part as { kind?: string; name?: string; type?: ParameterType };
  if (node.kind === "parameter" && node.name !== undefined && node.type) values.set(node.name, valueOf(node.type));
  for (const member of Object.values(part)) collect(member, values);
}

function valueOf({ name, list }: ParameterType): Constant {
  const values = {
    string: "x",
    number: 5n,
    boolean: true,
    time: EVENTS[0]?.timestamp ?? null,
    duration: new Duration(5n),
  };
  return list ? [values[name]] : values[name];
}

function assertInside({ start, end }: Span, text: string): void {
  assert.ok(
    start >= 0 && start <= end && end <= text.length,
    `span ${start}..${end} lies outside of 0..${text.length}`,
  );
}

function hasMissing(root: Node): boolean {
  return root.kind === "missing" || children(root).some(hasMissing);
}
