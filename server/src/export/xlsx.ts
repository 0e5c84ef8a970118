import { Zip, ZipDeflate } from "fflate";
import type { Value } from "../base/value.ts";
import { EvqError } from "../base/failure.ts";
import { afterwards } from "./afterwards.ts";
import type { SeenColumn, TableWriter } from "./afterwards.ts";
import type { Sink } from "../base/ports.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";
import { PARTS, SHEET_END, cellXml, sheetStart, textCell } from "./xlsxParts.ts";

/** What a sheet holds (Excel specifications and limits), the header included. */
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
/** Bytes of a sheet, unpacked, that a ZIP file without its 64-bit form can have. */
const MOST_BYTES = 4_000_000_000;
/** Characters that are packed in one piece. */
const PIECE = 1 << 20;
/** More would take three times as long and save a tenth. */
const LEVEL = 1;

/**
 * A workbook of one sheet (ECMA-376), packed and written as its rows come. Numbers are numbers where Excel's doubles
 * hold them, else text; times are dates of UTC where Excel has them, else text. Text is never a formula in it; what
 * looks like one is marked so that it stays text also when someone edits the cell.
 */
export function xlsxWriter(out: Sink, settings: WriterSettings): ResultWriter {
  return afterwards(new Workbook(out, settings.rawFormulas ?? false), settings);
}

class Workbook implements TableWriter {
  readonly #out: Sink;
  readonly #rawFormulas: boolean;
  readonly #packed: Uint8Array[] = [];
  readonly #zip: Zip;
  #sheet = new ZipDeflate("xl/worksheets/sheet1.xml", { level: LEVEL });
  #columns: readonly SeenColumn[] = [];
  #text = "";
  #bytes = 0;
  #row = 1;

  constructor(out: Sink, rawFormulas: boolean) {
    this.#out = out;
    this.#rawFormulas = rawFormulas;
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error;
      this.#packed.push(chunk);
    });
  }

  see(): void {}

  async begin(columns: readonly SeenColumn[], rowCount: number): Promise<void> {
    if (rowCount >= MOST_ROWS || columns.length > MOST_COLUMNS)
      throw tooLarge(
        `The result has ${rowCount} rows and ${columns.length} columns, and a sheet holds ${MOST_ROWS - 1} and ${MOST_COLUMNS}.`,
      );
    this.#columns = columns;
    for (const [name, xml] of PARTS) {
      const part = new ZipDeflate(name, { level: LEVEL });
      this.#zip.add(part);
      part.push(new TextEncoder().encode(xml), true);
    }
    this.#zip.add(this.#sheet);
    this.#text = `${sheetStart(columns)}<row>${columns.map(({ name }) => textCell(name, "header")).join("")}</row>`;
  }

  async row(values: readonly Value[]): Promise<void> {
    this.#row++;
    let cells = "";
    for (const [i, value] of values.entries()) {
      const cell = cellXml(value, this.#rawFormulas);
      if (cell === undefined)
        throw tooLarge(
          `The cell of row ${this.#row} in the column ${this.#columns[i]?.name ?? ""} has more than the 32,767 characters that a cell of Excel holds.`,
        );
      cells += cell;
    }
    this.#text += `<row>${cells}</row>`;
    if (this.#text.length >= PIECE) await this.#flush(false);
  }

  async end(): Promise<void> {
    this.#text += SHEET_END;
    await this.#flush(true);
    this.#zip.end();
    await this.#write();
  }

  async #flush(isLast: boolean): Promise<void> {
    const bytes = new TextEncoder().encode(this.#text);
    this.#text = "";
    this.#bytes += bytes.length;
    if (this.#bytes > MOST_BYTES) throw tooLarge("The sheet is larger than 4 GB.");
    this.#sheet.push(bytes, isLast);
    await this.#write();
  }

  async #write(): Promise<void> {
    for (const chunk of this.#packed.splice(0)) await this.#out.write(chunk);
  }
}

function tooLarge(message: string): EvqError {
  return new EvqError("export.too-large", message, "Export as CSV or Parquet, or select less.");
}
