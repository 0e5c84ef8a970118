import type { Output } from "../terminal.ts";
import { csvWriter } from "./csv.ts";
import { jsonWriter } from "./json.ts";
import { markdownWriter } from "./markdown.ts";
import { ndjsonWriter } from "./ndjson.ts";
import { tableWriter } from "./table.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";

type CreateWriter = (out: Output, settings: WriterSettings) => ResultWriter;

/** Every format of `--format` and what prints it. */
export const FORMATS = {
  table: tableWriter,
  json: jsonWriter,
  ndjson: ndjsonWriter,
  csv: csvWriter,
  markdown: markdownWriter,
} satisfies Readonly<Record<string, CreateWriter>>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];
