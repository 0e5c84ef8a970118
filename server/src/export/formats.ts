import type { ExportFormat } from "../../protocol/results.ts";
import type { Sink } from "../base/ports.ts";
import { csvWriter } from "./csv.ts";
import { jsonWriter } from "./json.ts";
import { ndjsonWriter } from "./ndjson.ts";
import { parquetWriter } from "./parquet.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";
import { xlsxWriter } from "./xlsx.ts";

/** Every format that a result can be written to a file in. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, (out: Sink, settings: WriterSettings) => ResultWriter>> = {
  json: jsonWriter,
  ndjson: ndjsonWriter,
  csv: csvWriter,
  parquet: parquetWriter,
  xlsx: xlsxWriter,
};
