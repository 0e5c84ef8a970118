import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { Value } from "../base/value.ts";
import { afterwards } from "./afterwards.ts";
import type { SeenColumn, TableWriter } from "./afterwards.ts";
import { ColumnFacts, elementOf } from "./parquetColumn.ts";
import type { ParquetColumn } from "./parquetColumn.ts";
import type { Sink } from "../base/ports.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";

/** Rows of a row group: so many are in memory at once. */
const GROUP = 10_000;

/**
 * Apache Parquet, in row groups that are written as they fill. Integers are INT64, other numbers DOUBLE where that is
 * exact, else DECIMAL, else text; times are TIMESTAMP in microseconds of UTC, JSON has its logical type.
 */
export function parquetWriter(out: Sink, settings: WriterSettings): ResultWriter {
  return afterwards(new ParquetTable(out), settings);
}

class ParquetTable implements TableWriter {
  readonly #bytes: SinkBytes;
  readonly #facts: ColumnFacts[] = [];
  #columns: readonly ParquetColumn[] = [];
  #writer: ParquetWriter | undefined;
  #group: unknown[][] = [];
  #waiting = 0;

  constructor(out: Sink) {
    this.#bytes = new SinkBytes(out);
  }

  see(place: number, value: Value): void {
    (this.#facts[place] ??= new ColumnFacts()).see(value);
  }

  async begin(columns: readonly SeenColumn[]): Promise<void> {
    this.#columns = columns.map((column) => elementOf(column, this.#facts[column.place]));
    const schema = [{ name: "events", num_children: columns.length }, ...this.#columns.map(({ element }) => element)];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: "evq" });
    this.#clear();
  }

  async row(values: readonly Value[]): Promise<void> {
    this.#columns.forEach(({ convert }, i) => {
      const value = values[i] ?? null;
      this.#group[i]?.push(value === null ? null : convert(value));
    });
    if (++this.#waiting === GROUP) await this.#flush();
  }

  async end(): Promise<void> {
    if (this.#waiting > 0) await this.#flush();
    // Older readers and DuckDB know JSON by this alone; told before, the library would print the texts once more.
    for (const { element } of this.#columns) if (element.logical_type?.type === "JSON") element.converted_type = "JSON";
    await this.#writer?.finish();
    await this.#bytes.flush();
  }

  async #flush(): Promise<void> {
    const columnData = this.#columns.map(({ element: { name } }, i) => ({ name, data: this.#group[i] ?? [] }));
    await this.#writer?.write({ columnData, rowGroupSize: GROUP });
    this.#clear();
  }

  #clear(): void {
    this.#group = this.#columns.map(() => []);
    this.#waiting = 0;
  }
}

/** The library's buffer, emptied into a sink after each row group. */
class SinkBytes extends ByteWriter {
  readonly #out: Sink;

  constructor(out: Sink) {
    super(1 << 20);
    this.#out = out;
  }

  flush(): Promise<void> {
    const bytes = new Uint8Array(this.buffer.slice(0, this.index));
    this.index = 0;
    return this.#out.write(bytes);
  }
}
