import type { Value } from "../../../base/value.ts";
import { compileValue } from "../../../query/evaluate/expression.ts";
import type { NamedExpression } from "../../../query/query.ts";
import type { JsonPath, Segment } from "../../../store/segments/segment.ts";
import { FieldReader, Inputs, columnsLacking, makeColumns } from "./fields.ts";
import type { LogValues, Read } from "./fields.ts";

type Values = readonly Value[];

/** Works out expressions for rows. */
export class Output {
  readonly #inputs: Inputs;
  readonly #log: LogValues;
  readonly #computes: readonly ((values: Values) => Value)[];
  /** For a column that is a field and nothing else, its place among the inputs. */
  readonly #places: readonly (number | undefined)[];

  constructor(shown: readonly NamedExpression[], log: LogValues) {
    this.#log = log;
    this.#inputs = new Inputs(log);
    const expressions = shown.map(({ value }) => this.#inputs.expression(value));
    const { columns } = this.#inputs.scope;
    this.#computes = expressions.map((expression) => compileValue(expression, this.#inputs.scope));
    this.#places = expressions.map((e) => (e.kind === "field" ? columns.indexOf(e.field.column) : undefined));
  }

  rows(segment: Segment, rows: Uint32Array): readonly Values[] {
    const reader = new FieldReader(segment, this.#log);
    reader.expect(rows);
    const reads = this.#inputs.fields.map((field) => reader.read(field));
    const found: Values[] = [];
    if (this.#places.every((place) => place !== undefined)) {
      const plain = this.#places.map((place) => reads[place] as Read);
      for (const row of rows) {
        const values: Value[] = [];
        for (const read of plain) values.push(read(row));
        found.push(values);
      }
      return found;
    }
    for (const row of rows) {
      const values = reads.map((read) => read(row));
      found.push(this.#computes.map((compute) => compute(values)));
    }
    return found;
  }

  /** Columns that `prepare` would make for so many rows. */
  lacks(segment: Segment, count: number): readonly JsonPath[] {
    return columnsLacking(segment, this.#inputs.fields, count, this.#log);
  }

  /** Makes columns of the paths it reads, where most of the rows are wanted. */
  prepare(segment: Segment, rows: Uint32Array): void {
    makeColumns(segment, this.#inputs.fields, rows, this.#log);
  }
}
