import type { SavedOutput, SavedResult } from "../../protocol/notebook.ts";

/** The MIME type of a result, for the renderer. */
export const RESULT_MIME = "application/vnd.evq.result+json";

type Check = (value: unknown) => boolean;

/** Reads the JSON of an output; undefined where it is none of ours. */
export function readOutput(json: string): SavedOutput | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return outputProblem(value) === undefined ? (value as SavedOutput) : undefined;
  } catch {
    return undefined;
  }
}

/** Which field of an output is not what it should be, and how; undefined when all are. */
export function outputProblem(value: unknown): string | undefined {
  if (!isObject(value)) return "run is missing";
  const { run, result } = value;
  if (!isObject(run)) return "run is no object";
  const inRun = wrongField(run, RUN);
  if (inRun !== undefined) return `run.${inRun}`;
  if (result === undefined) return undefined;
  if (!isObject(result)) return "result is no object";
  const inResult = wrongField(result, RESULT);
  return inResult === undefined ? undefined : `result.${inResult}`;
}

/** Whether something is the result of an output. */
export function isResult(value: unknown): value is SavedResult {
  return isObject(value) && wrongField(value, RESULT) === undefined;
}

function wrongField(value: Readonly<Record<string, unknown>>, checks: Readonly<Record<string, Check>>) {
  for (const [name, check] of Object.entries(checks)) {
    if (check(value[name])) continue;
    return value[name] === undefined ? `${name} is missing` : `${name} is not what it should be`;
  }
  return undefined;
}

const text: Check = (value) => typeof value === "string";
const count: Check = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const texts = listOf(text);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function oneOf(...words: readonly string[]): Check {
  return (value) => typeof value === "string" && words.includes(value);
}

function fields(checks: Readonly<Record<string, Check>>): Check {
  return (value) => isObject(value) && wrongField(value, checks) === undefined;
}

const wireValue: Check = (value) => {
  if (!isObject(value)) return value === null || ["string", "number", "boolean"].includes(typeof value);
  const [[name, text] = ["", undefined], ...more] = Object.entries(value);
  return more.length === 0 && ["$int", "$number", "$time", "$json"].includes(name) && typeof text === "string";
};
const row = listOf(wireValue);
const verdict = oneOf("complete", "truncated", "partial", "before-retention");
const kind = oneOf("added", "removed", "changed");

const RUN: Readonly<Record<string, Check>> = {
  title: text,
  text: texts,
  parameters: optional((value) => isObject(value) && texts(Object.values(value))),
  sources: optional(texts),
  at: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  elapsedMs: (value) => typeof value === "number" && value >= 0,
  phase: oneOf("running", "done", "failed", "cancelled"),
  rowCount: count,
  scanned: optional(count),
  completeness: optional(fields({ verdict, reason: optional(text) })),
  expectations: optional(listOf(fields({ text, met: (value) => typeof value === "boolean", message: text }))),
  failure: optional(fields({ code: text, message: text, wayOut: optional(fields({ text, command: optional(text) })) })),
  notes: listOf(fields({ code: text, message: text, clause: optional(text) })),
};

const column = fields({
  name: text,
  type: oneOf("string", "integer", "number", "boolean", "time", "json", "mixed"),
  role: optional(fields({ kind: oneOf("key", "aggregate") })),
});

const event = fields(
  Object.fromEntries(
    ["id", "source", "event_type", "timestamp", "entity_type", "entity_id", "actor"].map((name) => [name, wireValue]),
  ),
);

const change = fields({
  event,
  comparedWith: oneOf("old", "previous event", "no previous known", "nothing to compare"),
  fields: listOf(
    fields({
      kind: oneOf("added", "removed", "changed", "moved", "unchanged"),
      path: text,
      from: optional(text),
      before: optional(wireValue),
      after: optional(wireValue),
    }),
  ),
  more: count,
});

const cell = fields({ before: wireValue, after: wireValue, differs: (value) => typeof value === "boolean" });

const RESULT: Readonly<Record<string, Check>> = {
  shape: optional(oneOf("changes", "comparison")),
  columns: listOf(column),
  rows: listOf(row),
  totals: optional(row),
  grouping: optional(oneOf("grouped", "scattered", "single", "too-many")),
  groups: optional(listOf(fields({ key: wireValue, start: count, count, totals: row }))),
  changes: optional(listOf(change)),
  comparison: optional(
    fields({
      before: text,
      after: text,
      keys: texts,
      columns: texts,
      added: count,
      removed: count,
      changed: count,
      unchanged: count,
    }),
  ),
  compared: optional(listOf(fields({ change: kind, key: row, cells: listOf(cell) }))),
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
