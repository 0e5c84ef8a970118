import type { PathStep } from "../../base/value.ts";
import { isWellFormed } from "./exactJson.ts";
import type { Dialect, JsonAt, JsonKind, OrderColumn } from "./dialect.ts";

/** Indexes that SQLite's path syntax is known to read; a greater one is none of an array that fits into memory. */
const MAX_INDEX = 999_999_999;

const TYPES: Readonly<Record<JsonKind, readonly string[]>> = {
  null: ["null"],
  true: ["true"],
  false: ["false"],
  number: ["integer", "real"],
  text: ["text"],
  object: ["object"],
  array: ["array"],
};

/**
 * SQLite 3.45 and later with JSON functions, as sql.js has it. Booleans come out of JSON as 1 and 0, so every test
 * asks for the JSON type too. Cells: booleans are blobs of one byte, JSON a blob of 3 and its canonical text, since
 * blobs equal nothing else and order behind text.
 */
export const sqlite: Dialect = {
  name: "SQLite",
  table: "event",
  rowId: "lsn",
  // Keeps SQLite from merging the inner SELECT into the outer one, which would carry whole payloads into its sorter.
  workedOutOnce: " LIMIT -1",

  bound: (place, type) => (type === "integer" ? `CAST(?${place} AS INTEGER)` : `?${place}`),
  inBoundList: (value, list) => `${value} IN (SELECT value FROM json_each(${list}))`,
  path,

  isKind: (at, kinds) =>
    isOneOf(
      type(at),
      kinds.flatMap((kind) => TYPES[kind]),
    ),
  exists: (at) => `${type(at)} IS NOT NULL`,
  scalar,
  jsonText: ({ document, path }) => `(${document} -> ${path})`,
  quoted: (text) => `json_quote(${text})`,
  integerArgument: (integer) =>
    `CASE WHEN ${integer} BETWEEN -9007199254740991 AND 9007199254740991 THEN ${integer} ELSE CAST(${integer} AS TEXT) END`,
  integerText: (integer) => `CAST(${integer} AS TEXT)`,
  integerFromText: (text) => `CAST(${text} AS INTEGER)`,

  cellOfJson: (at) =>
    `CASE ${type(at)} WHEN 'true' THEN x'01' WHEN 'false' THEN x'00'` +
    ` WHEN 'object' THEN evq_canonical(${at.document} -> ${at.path})` +
    ` WHEN 'array' THEN evq_canonical(${at.document} -> ${at.path}) ELSE ${scalar(at)} END`,
  cellText: (cell) => `evq_cell(${cellArguments(cell).join(", ")})`,
  cellOfBoolean: (condition) => `CASE WHEN ${condition} THEN x'01' ELSE x'00' END`,
  cellIsKind,
  cellArguments,
  cellRank: (cell) => `CASE WHEN ${cell} IS NULL THEN 0 WHEN ${cell} IN (x'00', x'01') THEN 1 ELSE 2 END`,
  jsonRank: (at) =>
    `CASE coalesce(${type(at)}, 'null') WHEN 'null' THEN 0 WHEN 'true' THEN 1 WHEN 'false' THEN 1 ELSE 2 END`,

  contains: (text, part) => `instr(${text}, ${part}) > 0`,
  startsWith: (text, part) => `instr(${text}, ${part}) = 1`,
  // By bytes: on text `substr` stops at a NUL.
  endsWith: (text, part) => `substr(CAST(${text} AS BLOB), -length(CAST(${part} AS BLOB))) = CAST(${part} AS BLOB)`,
  floorTo: (integer, width, anchor) => `(${integer} - (((${integer} - ${anchor}) % ${width}) + ${width}) % ${width})`,
  clamp: (integer, least, greatest) => `min(max(${integer}, ${least}), ${greatest})`,

  // Nulls are the least value of SQLite: first ascending and last descending, as the language has it.
  ordering: (value, direction) => (direction === "desc" ? `${value} DESC` : value),
  page: (limit, offset) =>
    limit === undefined && offset === undefined
      ? ""
      : ` LIMIT ${limit ?? "-1"}${offset === undefined ? "" : ` OFFSET ${offset}`}`,

  sum,
  average: (number) => `avg(${number})`,
  countDistinct: (value) => `count(DISTINCT ${value})`,
  joined: (text, order) => `group_concat(${text}, ',' ORDER BY ${order})`,
  sortable: (order) => order.map(sortable).join(" || "),
  behind,

  call: (name, values) => `evq_${name}(${values.join(", ")})`,
};

function cellArguments(cell: string): readonly string[] {
  return [`typeof(${cell})`, `CASE typeof(${cell}) WHEN 'integer' THEN CAST(${cell} AS TEXT) ELSE ${cell} END`];
}

function type({ document, path }: JsonAt): string {
  return `json_type(${document}, ${path})`;
}

function scalar({ document, path }: JsonAt): string {
  return `(${document} ->> ${path})`;
}

function isOneOf(value: string, names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length === 1 ? `${value} = ${quoted[0]}` : `${value} IN (${quoted.join(", ")})`;
}

/** Keys as JSON strings, which SQLite unescapes; one with a NUL or half a surrogate pair it would misread. */
function path(steps: readonly PathStep[]): string | undefined {
  let text = "$";
  for (const step of steps) {
    if (typeof step === "number") {
      if (step > MAX_INDEX) return undefined;
      text += `[${step}]`;
    } else {
      if (step.includes("\0") || !isWellFormed(step)) return undefined;
      text += `.${JSON.stringify(step)}`;
    }
  }
  return text;
}

function cellIsKind(cell: string, kinds: readonly JsonKind[]): string {
  const tests = kinds.map((kind) => {
    switch (kind) {
      case "null":
        return `${cell} IS NULL`;
      case "true":
        return `${cell} = x'01'`;
      case "false":
        return `${cell} = x'00'`;
      case "number":
        return `typeof(${cell}) IN ('integer', 'real')`;
      case "text":
        return `typeof(${cell}) = 'text'`;
      case "object":
        return `(typeof(${cell}) = 'blob' AND substr(${cell}, 1, 2) = x'037B')`;
      case "array":
        return `(typeof(${cell}) = 'blob' AND substr(${cell}, 1, 2) = x'035B')`;
    }
  });
  return tests.length === 1 ? (tests[0] ?? "") : `(${tests.join(" OR ")})`;
}

/**
 * Integers by halves, whose sums cannot overflow (SQLite's own sum would fail the statement); doubles apart, and one
 * double makes the whole a double.
 */
function sum(number: string, overflow: string): string {
  const integer = `CASE typeof(${number}) WHEN 'integer' THEN ${number} END`;
  const real = `CASE typeof(${number}) WHEN 'real' THEN ${number} END`;
  const high = `sum((${integer}) >> 32)`;
  const low = `sum((${integer}) & 4294967295)`;
  const top = `(${high} + (${low} >> 32))`;
  return (
    `CASE WHEN count(${real}) > 0 THEN sum(${real}) + coalesce(${high} * 4294967296.0 + ${low}, 0)` +
    ` WHEN ${high} IS NULL THEN NULL` +
    ` WHEN ${top} BETWEEN -2147483648 AND 2147483647 THEN (${top} << 32) | (${low} & 4294967295)` +
    ` ELSE ${overflow} END`
  );
}

/** 17 characters for an integer (its sign, then its bits), hexadecimal digits and a blank for a text; nulls first. */
function sortable({ sql, kind }: OrderColumn): string {
  if (kind === "text") return `CASE WHEN ${sql} IS NULL THEN '' ELSE '1' || hex(${sql}) END || ' '`;
  return `CASE WHEN ${sql} IS NULL THEN '0' WHEN ${sql} < 0 THEN '1' ELSE '2' END || printf('%016llx', ${sql})`;
}

function behind(packed: string, order: readonly OrderColumn[]): string {
  let rest = `substr(${packed}, ${17 * order.filter(({ kind }) => kind === "integer").length + 1})`;
  for (const { kind } of order) if (kind === "text") rest = `substr(${rest}, instr(${rest}, ' ') + 1)`;
  return rest;
}
