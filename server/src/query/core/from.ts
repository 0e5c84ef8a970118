import type { PathStep } from "../../base/value.ts";
import { writtenField } from "../bind/names.ts";
import { EVENT_FIELDS } from "../event.ts";
import type { Aggregate, Constant, Expression, FieldRef, Predicate, Query } from "../query.ts";
import { Shape, ShapeError } from "../json/shape.ts";
import { CORE_AGGREGATES, CORE_OPERATORS } from "./query.ts";
import { aggregateName } from "./to.ts";

export type FromCore =
  { readonly query: Query; readonly problem?: never } | { readonly query?: never; readonly problem: string };

/**
 * Reads a core query from JSON that may be anything: as `JSON.parse` gives it, or with exact integers as `parseJson`
 * does. Its log is looked for in the given connection.
 */
export function fromCoreQuery(json: unknown, connection = "local"): FromCore {
  try {
    return { query: queryOf(new Shape(plain(json)), connection) };
  } catch (thrown) {
    if (thrown instanceof ShapeError) return { problem: thrown.message };
    throw thrown;
  }
}

function queryOf(shape: Shape, connection: string): Query {
  const members = shape.members("from", "where", "select", "orderBy", "limit", "offset", "reduce");
  const from = members.get("from").members("instance", "stream");
  const stream = from.maybe("stream", (name): Expression => ({ kind: "constant", value: name.string() }));
  const { where: conditions } = members.maybe("where", (list) => list.list(condition));
  const [only] = conditions ?? [];
  const where: Predicate | undefined = conditions?.length === 1 ? only : conditions && { kind: "and", of: conditions };
  return {
    from: [{ kind: "log", connection, log: from.get("instance").string(), ...stream }],
    ...(where && conditions && conditions.length > 0 && { where }),
    ...members.maybe("reduce", reduce),
    ...members.maybe("orderBy", (order) => {
      const parts = order.members("field", "direction");
      const direction = parts.has("direction") ? parts.get("direction").oneOf(["asc", "desc"]) : "asc";
      return [{ value: field(parts.get("field")), direction }];
    }),
    ...members.maybe("offset", count),
    ...members.maybe("limit", count),
    ...members.maybe("select", (list) => list.list((item) => ({ name: nameOf(fieldRef(item)), value: field(item) }))),
  };
}

function reduce(shape: Shape): NonNullable<Query["reduce"]> {
  const members = shape.members("type", "field", "groupBy");
  const name = members.get("type").oneOf(CORE_AGGREGATES);
  if (name !== "count" && !members.has("field"))
    throw new ShapeError(`${shape.place} lacks its member "field", of which ${name} is taken`);
  const operand = members.maybe("field", field);
  const aggregate: Omit<Aggregate, "name"> = { function: name, ...(operand.field && { operand: operand.field }) };
  const keys = members.has("groupBy") ? members.get("groupBy") : undefined;
  const by = keys === undefined ? [] : keys.isList() ? keys.list(fieldRef) : [fieldRef(keys)];
  return {
    by: by.map((ref) => ({ name: nameOf(ref), value: { kind: "field", field: ref } })),
    aggregates: [{ name: aggregateName(aggregate), ...aggregate }],
  };
}

function condition(shape: Shape): Predicate {
  const members = shape.members("field", "operator", "value");
  const left = field(members.get("field"));
  const operator = members.get("operator").oneOf(CORE_OPERATORS);
  const value = members.get("value");
  switch (operator) {
    case "in":
      return { kind: "in", negated: false, left, list: value.list(constant) };
    case "between": {
      const [low, high, ...others] = value.list(constant);
      if (!low || !high || others.length > 0) return value.fail("a list of two values");
      return { kind: "between", negated: false, left, low, high };
    }
    case "contains":
      return { kind: "text", negated: false, operator, left, right: constant(value) };
    default:
      return { kind: "compare", operator, left, right: constant(value) };
  }
}

function constant(shape: Shape): Expression {
  const { value } = shape;
  if (value === null || typeof value === "boolean" || typeof value === "string" || typeof value === "bigint") {
    return { kind: "constant", value };
  }
  if (typeof value === "number" && Number.isFinite(value)) return { kind: "constant", value: exact(value) };
  return shape.fail("a single value");
}

function count(shape: Shape): Expression {
  const value = typeof shape.value === "number" ? exact(shape.value) : shape.value;
  return typeof value === "bigint" && value >= 0n ? { kind: "constant", value } : shape.fail("a whole number from 0");
}

function exact(value: number): Constant {
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

function field(shape: Shape): Expression {
  return { kind: "field", field: fieldRef(shape) };
}

/** Codebolt's own spellings of canonical fields. */
const SPELLINGS: Readonly<Record<string, string>> = {
  instanceId: "instance_id",
  streamId: "stream_id",
  eventType: "event_type",
  sequenceNumber: "sequence_number",
};

const STEP = () => /\.([A-Za-z_]\w*)|\[(\d{1,15})\]|\[("(?:[^"\\]|\\.)*")\]/gy;

/** Reads `payload.items[0]["odd key"]`. */
function fieldRef(shape: Shape): FieldRef {
  const text = shape.string();
  const head = /^[A-Za-z_]\w*/.exec(text)?.[0] ?? shape.fail("a field");
  const column = SPELLINGS[head] ?? head;
  if (!(EVENT_FIELDS as readonly string[]).includes(column))
    return shape.fail(`a field of the event (${EVENT_FIELDS.join(", ")}) or a path inside one`);
  const path: PathStep[] = [];
  const step = STEP();
  step.lastIndex = head.length;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (!match) return shape.fail("a path such as payload.items[0].sku");
    path.push(match[1] ?? (match[2] === undefined ? quotedKey(match[3] ?? "", shape) : Number(match[2])));
  }
  return { column, path };
}

function quotedKey(text: string, shape: Shape): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return shape.fail("a path whose quoted keys are JSON strings");
  }
}

function nameOf(ref: FieldRef): string {
  return ref.path.length === 0 ? ref.column : writtenField(ref);
}

/** Maps, which `parseJson` makes of objects, as plain objects. */
function plain(json: unknown, depth = 0): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (depth > 50) throw new ShapeError("the query is nested too deeply");
  if (Array.isArray(json)) return json.map((item) => plain(item, depth + 1));
  if (!(json instanceof Map)) return json;
  return Object.fromEntries(
    [...(json as ReadonlyMap<string, unknown>)].map(([key, value]) => [key, plain(value, depth + 1)]),
  );
}
