import type { Value } from "../../../base/value.ts";
import { compilePredicate } from "../../../query/evaluate/expression.ts";
import type { Predicate } from "../../../query/query.ts";
import type { Segment } from "../../../store/segments/segment.ts";
import type { Atom } from "./atoms.ts";
import { containing } from "./documents.ts";
import { FieldReader, Inputs, columnsLacking, makeColumns, placeOf } from "./fields.ts";
import type { LogValues } from "./fields.ts";
import type { Indexed, Select } from "./order.ts";
import { onKinds, onPath, onPathTexts } from "./pathTests.ts";
import { numbersOf, ofIntegers } from "./numberTests.ts";
import { isText, onTexts } from "./textTests.ts";

/**
 * A predicate over columns. Leaves are the evaluator's own tests, made once for each distinct text of a column and once
 * for null and each boolean, so they mean the same by construction; only numbers have comparisons of their own.
 */
export function selectOf(predicate: Predicate, values: LogValues): Select {
  switch (predicate.kind) {
    case "and":
      return allOf(predicate.of.map((part) => selectOf(part, values)));
    case "or": {
      const parts = predicate.of.map((part) => selectOf(part, values));
      return {
        among: (segment, rows) => {
          const marks = new Uint8Array(segment.count);
          for (const part of parts) for (const row of part.among(segment, rows)) marks[row] = 1;
          return rows.filter((row) => marks[row] === 1);
        },
        lacks: (segment, count) => parts.flatMap((part) => part.lacks?.(segment, count) ?? []),
      };
    }
    case "not": {
      const part = selectOf(predicate.of, values);
      return {
        among: (segment, rows) => {
          const marks = new Uint8Array(segment.count);
          for (const row of part.among(segment, rows)) marks[row] = 1;
          return rows.filter((row) => marks[row] === 0);
        },
        lacks: (segment, count) => part.lacks?.(segment, count) ?? [],
      };
    }
    case "always":
      return predicate.value ? { among: (_, rows) => rows } : NOTHING;
    default:
      return selectAtom(predicate, values);
  }
}

const NOTHING: Select = { among: (_, rows) => rows.subarray(0, 0) };

/** The part whose rows an index tells, and which has the fewest, goes first when all rows are asked for. */
function allOf(parts: readonly Select[]): Select {
  const first = (segment: Segment) => {
    let best: { readonly part: Select; readonly found: Indexed } | undefined;
    for (const part of parts) {
      const found = part.indexed?.(segment);
      if (found && (best === undefined || found.most < best.found.most)) best = { part, found };
    }
    return best;
  };
  const rest = (segment: Segment, rows: Uint32Array, done: Select | undefined) => {
    let left = rows;
    for (const part of parts) if (part !== done && left.length > 0) left = part.among(segment, left);
    return left;
  };
  return {
    among: (segment, rows) => {
      const best = rows === segment.order ? first(segment) : undefined;
      return rest(segment, best ? best.found.rows() : rows, best?.part);
    },
    indexed: (segment) => {
      const best = first(segment);
      return best && { most: best.found.most, rows: () => rest(segment, best.found.rows(), best.part) };
    },
    lacks: (segment, count) => {
      const best = count === segment.count ? first(segment) : undefined;
      const left = best?.found.most ?? count;
      return parts.flatMap((part) => (part === best?.part ? [] : (part.lacks?.(segment, left) ?? [])));
    },
  };
}

function selectAtom(predicate: Atom, values: LogValues): Select {
  if (predicate.kind === "exists" && predicate.field.path.length > 0) {
    const place = placeOf(predicate.field, values);
    return place.kind === "path" ? onPath(values, place.at, (value) => value !== undefined) : NOTHING;
  }
  const inputs = new Inputs(values);
  const compiled = compilePredicate(inputs.predicate(predicate), inputs.scope);
  const { fields } = inputs;
  const [field] = fields;
  if (field === undefined || fields.length > 1) return onRows(compiled, inputs, values);
  const test = (value: Value) => compiled([value]);
  const isOnField = "left" in predicate && predicate.left.kind === "field";
  const place = placeOf(field, values);
  switch (place.kind) {
    case "constant":
      return test(place.value) ? { among: (_, rows) => rows } : NOTHING;
    case "text":
      return onTexts(predicate, test, (segment) => segment.core.texts[place.field]);
    case "path": {
      if (predicate.kind === "null" && isOnField) return onKinds(values, place.at, predicate.negated);
      if (predicate.kind === "compare" && isOnField && predicate.operator === "eq" && isText(predicate.right))
        return onPathTexts(values, place.at, predicate, test);
      return onPath(values, place.at, (value) => test(value ?? null), predicate);
    }
    case "document":
      return containing(predicate, place.field, onRows(compiled, inputs, values)) ?? onRows(compiled, inputs, values);
    case "sequence": {
      const numbers = isOnField ? numbersOf(predicate) : undefined;
      const exactly = onRows(compiled, inputs, values);
      return numbers ? ofIntegers(numbers, (segment) => segment.core.sequences, exactly) : exactly;
    }
    case "id":
    case "timestamp":
      return onRows(compiled, inputs, values);
  }
}

/** Row by row, for tests over several fields and over whole documents. */
function onRows(test: (values: readonly Value[]) => boolean, inputs: Inputs, values: LogValues): Select {
  return {
    among: (segment, rows) => {
      makeColumns(segment, inputs.fields, rows, values);
      const reader = new FieldReader(segment, values);
      const reads = inputs.fields.map((field) => reader.read(field));
      return rows.filter((row) => test(reads.map((read) => read(row))));
    },
    lacks: (segment, count) => columnsLacking(segment, inputs.fields, count, values),
  };
}
