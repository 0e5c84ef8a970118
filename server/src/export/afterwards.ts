import type { Column, WireValue } from "../../protocol/results.ts";
import type { Value } from "../base/value.ts";
import { fromWire, toWire } from "../engine/wire.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";

/** Writes a table whose columns, their types and the number of rows must be known before its first row. */
export interface TableWriter {
  /** Told of every value of a result before anything is written: what its column has to hold. */
  see(place: number, value: Value): void;
  begin(columns: readonly SeenColumn[], rowCount: number): Promise<void>;
  row(values: readonly Value[]): Promise<void>;
  end(): Promise<void>;
}

/** A column that is shown, with its place among those that were seen. */
export interface SeenColumn extends Column {
  readonly place: number;
}

/** Keeps the rows aside until the last has come, then writes them. */
export function afterwards(table: TableWriter, { spool: newSpool }: WriterSettings): ResultWriter {
  const spool = newSpool();
  let count = 0;
  return {
    rows: async (_columns, rows) => {
      count += rows.length;
      for (const row of rows) {
        row.forEach((value, place) => table.see(place, value));
        spool.add(row.map((value) => JSON.stringify(toWire(value))));
      }
    },
    end: async ({ columns, shown }) => {
      const named = shown.flatMap((place) => {
        const column = columns[place];
        return column ? [{ ...column, place }] : [];
      });
      await table.begin(named, count);
      for (const cells of spool.rows()) await table.row(named.map(({ place }) => valueOf(cells[place])));
      await table.end();
    },
    close: () => spool.close(),
  };
}

function valueOf(cell: string | undefined): Value {
  return cell === undefined || cell === "null" ? null : fromWire(JSON.parse(cell) as WireValue);
}
