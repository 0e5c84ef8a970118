import { parseJson } from "../../../base/json.ts";
import { Instant, Json, atPath, valueOf } from "../../../base/value.ts";
import type { Value } from "../../../base/value.ts";
import type { JsonField } from "../../../query/event.ts";
import type { Scope } from "../../../query/evaluate/scope.ts";
import type { Expression, FieldRef, Predicate } from "../../../query/query.ts";
import { rewriteExpression, rewritePredicate } from "../../../query/rewrite.ts";
import { KIND } from "../../../store/segments/jsonColumn.ts";
import type { JsonColumn } from "../../../store/segments/jsonColumn.ts";
import type { TextField } from "../../../store/segments/coreColumns.ts";
import type { JsonPath, Segment } from "../../../store/segments/segment.ts";
import { RowTexts } from "./rowTexts.ts";

/** What is the same for all events of a log, and for a run. */
export interface LogValues {
  /** The connection's name. */
  readonly source: string;
  readonly log: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Where fewer than one row of a segment in so many is asked for, paths are read from the rows instead of made columns. */
  readonly sparse: number;
}

/** Makes the columns of the paths among some fields, unless only few rows are asked for. */
export function makeColumns(segment: Segment, fields: readonly FieldRef[], rows: Uint32Array, values: LogValues): void {
  const wanted = fields.flatMap((field) => {
    const place = placeOf(field, values);
    if (place.kind !== "path") return [];
    return segment.isWorthAColumn(place.at, rows.length, values.sparse) ? [place.at] : [];
  });
  segment.columns(wanted);
}

/** The columns that `makeColumns` would make for so many rows. */
export function columnsLacking(
  segment: Segment,
  fields: readonly FieldRef[],
  count: number,
  values: LogValues,
): readonly JsonPath[] {
  return fields.flatMap((field) => {
    const place = placeOf(field, values);
    return place.kind === "path" && segment.lacksColumn(place.at, count, values.sparse) ? [place.at] : [];
  });
}

/** Where a field's values come from. */
export type FieldPlace =
  | { readonly kind: "constant"; readonly value: Value }
  | { readonly kind: "id" }
  | { readonly kind: "timestamp" }
  | { readonly kind: "sequence" }
  | { readonly kind: "text"; readonly field: TextField }
  /** A path into a JSON field. */
  | { readonly kind: "path"; readonly at: JsonPath }
  /** A whole JSON field, which is read from the row. */
  | { readonly kind: "document"; readonly field: JsonField };

const JSON_FIELDS: ReadonlySet<string> = new Set<JsonField>(["payload", "metadata", "old", "new", "raw"]);

export function placeOf({ column, path }: FieldRef, values: LogValues): FieldPlace {
  if (JSON_FIELDS.has(column)) {
    const field = column as JsonField;
    return path.length === 0 ? { kind: "document", field } : { kind: "path", at: { field, path } };
  }
  if (path.length > 0) return { kind: "constant", value: null };
  switch (column) {
    case "source":
      return { kind: "constant", value: values.source };
    case "instance_id":
      return { kind: "constant", value: values.log };
    case "id":
      return { kind: "id" };
    case "timestamp":
      return { kind: "timestamp" };
    case "sequence_number":
      return { kind: "sequence" };
    default:
      return { kind: "text", field: column as TextField };
  }
}

/** The fields that expressions read, each once, and the expressions rewritten to read them as columns of a row. */
export class Inputs {
  readonly fields: FieldRef[] = [];
  readonly #names: string[] = [];
  readonly #timeZone: string;

  constructor({ timeZone }: LogValues) {
    this.#timeZone = timeZone;
  }

  /** Complete once everything was rewritten. */
  get scope(): Scope {
    return { columns: this.#names, timeZone: this.#timeZone };
  }

  expression(expression: Expression): Expression {
    return rewriteExpression(expression, (part) => this.#change(part));
  }

  predicate(predicate: Predicate): Predicate {
    this.#wholeColumns(predicate);
    return rewritePredicate(predicate, (part) => this.#change(part));
  }

  #change(part: Expression): Expression {
    if (part.kind === "was" || part.kind === "became") this.#changeColumns();
    if (part.kind === "predicate") this.#wholeColumns(part.predicate);
    return part.kind === "field" ? { kind: "field", field: { column: this.#add(part.field), path: [] } } : part;
  }

  /** Tests that read columns by their own names. */
  #wholeColumns(predicate: Predicate): void {
    if (predicate.kind === "changed") this.#changeColumns();
    if (predicate.kind === "exists") this.#add({ column: predicate.field.column, path: [] });
    if (predicate.kind === "and" || predicate.kind === "or") predicate.of.forEach((part) => this.#wholeColumns(part));
    if (predicate.kind === "not") this.#wholeColumns(predicate.of);
  }

  #changeColumns(): void {
    for (const column of ["old", "new", "event_type"]) this.#add({ column, path: [] });
  }

  #add(field: FieldRef): string {
    const name = field.path.length === 0 ? field.column : JSON.stringify([field.column, ...field.path]);
    if (!this.#names.includes(name)) {
      this.#names.push(name);
      this.fields.push(field);
    }
    return name;
  }
}

/** Reads a value of a row. */
export type Read = (row: number) => Value;

/** Reads the fields of rows of one segment. */
export class FieldReader {
  readonly #segment: Segment;
  readonly #values: LogValues;
  readonly #texts: RowTexts;

  constructor(segment: Segment, values: LogValues) {
    this.#segment = segment;
    this.#values = values;
    this.#texts = new RowTexts(segment);
  }

  /** Takes note of which rows will be read, where that is known: it makes reading them cheaper. */
  expect(rows: Uint32Array): void {
    this.#texts.expect(rows);
  }

  read(field: FieldRef): Read {
    const { core } = this.#segment;
    const place = placeOf(field, this.#values);
    switch (place.kind) {
      case "constant":
        return () => place.value;
      case "id":
        return (row) => this.#segment.idAt(row);
      case "timestamp": {
        const { values, wide } = core.timestamps;
        return (row) => {
          const micros = values[row] as number;
          return Number.isNaN(micros) ? null : new Instant(wide.get(row) ?? BigInt(micros));
        };
      }
      case "sequence": {
        const { values, wide } = core.sequences;
        return (row) => {
          const number = values[row] as number;
          return Number.isNaN(number) ? null : (wide.get(row) ?? BigInt(number));
        };
      }
      case "text": {
        const column = core.texts[place.field];
        return (row) => column.at(row);
      }
      case "document":
        return (row) => this.#document(row, place.field);
      case "path": {
        const column = this.#segment.known(place.at);
        const fromText: Read = (row) => atPath(this.#document(row, place.at.field), place.at.path) ?? null;
        return column ? columnReader(column, fromText) : fromText;
      }
    }
  }

  /** What stands at a path, undefined where there is nothing; always from the rows' text. */
  readAt({ field, path }: JsonPath): (row: number) => Value | undefined {
    return (row) => atPath(this.#document(row, field), path);
  }

  /** As the language reads it: an object or array is parsed only when someone looks inside. */
  #document(row: number, field: JsonField): Value {
    const text = this.#texts.text(row, field);
    if (text === null) return null;
    return text.startsWith("{") || text.startsWith("[") ? new Json(text) : valueOf(parseJson(text));
  }
}

function columnReader({ kinds, numbers, texts, others }: JsonColumn, fromText: Read): Read {
  return (row) => {
    switch (kinds[row]) {
      case KIND.false:
        return false;
      case KIND.true:
        return true;
      case KIND.integer:
        return BigInt(numbers?.[row] ?? 0);
      case KIND.double:
        return numbers?.[row] ?? null;
      case KIND.text:
        return texts?.at(row) ?? null;
      case KIND.other:
        return others.get(row) ?? null;
      case KIND.json:
        return fromText(row);
      default:
        return null;
    }
  };
}
