import { csvFields } from "./csv.ts";

/** How a column's fields become JSON; an empty field is null. */
type ColumnKind = "text" | "number" | "boolean";

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** The header of a CSV file, and what its columns hold, guessed from the first records. */
export class CsvColumns {
  readonly names: readonly string[];
  readonly #delimiter: string;
  #kinds: ColumnKind[];

  constructor(header: string, delimiter: string) {
    this.#delimiter = delimiter;
    const names = csvFields(header, this.#delimiter) ?? [header];
    this.names = names.map((name, at) => (name.trim() === "" ? `column ${at + 1}` : name.trim()));
    this.#kinds = this.names.map(() => "text");
  }

  /** Fixes what the columns hold; those named by `text` stay text whatever stands in them. */
  learn(records: readonly string[], text: ReadonlySet<string>): void {
    const columns: (string[] | undefined)[] = this.names.map((name) => (text.has(name) ? undefined : []));
    for (const record of records)
      for (const [at, field] of (csvFields(record, this.#delimiter) ?? []).entries())
        if (field !== "") columns[at]?.push(field);
    this.#kinds = columns.map((fields) => kindOf(fields ?? []));
  }

  /** The record as compact JSON, or why it is none. */
  toJson(record: string): { readonly text: string } | { readonly bad: string } {
    const fields = csvFields(record, this.#delimiter);
    if (fields === undefined) return { bad: "something follows the closing quote of a field" };
    const { names } = this;
    if (fields.length !== names.length)
      return { bad: `it has ${count(fields.length)} and the header has ${names.length}` };
    const members = fields.map((field, at) => `${JSON.stringify(names[at])}:${this.#value(field, at)}`);
    return { text: `{${members.join(",")}}` };
  }

  #value(field: string, at: number): string {
    if (field === "") return "null";
    const kind = this.#kinds[at];
    if (kind === "number" && isNumber(field)) return field;
    if (kind === "boolean" && isBoolean(field)) return field.toLowerCase();
    return JSON.stringify(field);
  }
}

function kindOf(fields: readonly string[]): ColumnKind {
  if (fields.length === 0) return "text";
  if (fields.every(isNumber)) return "number";
  return fields.every(isBoolean) ? "boolean" : "text";
}

function isNumber(field: string): boolean {
  return NUMBER.test(field) && field !== "-0";
}

function isBoolean(field: string): boolean {
  return /^(?:true|false)$/i.test(field);
}

function count(fields: number): string {
  return fields === 1 ? "one field" : `${fields} fields`;
}
