import { EXPORT_FORMATS } from "../../export/formats.ts";
import type { ResultWriter, WriterSettings } from "../../export/writer.ts";
import type { Output } from "../terminal.ts";
import { markdownWriter } from "./markdown.ts";
import { tableWriter } from "./table.ts";

type CreateWriter = (out: Output, settings: WriterSettings) => ResultWriter;

/** Every format of `--format` and what prints it. */
export const FORMATS = {
  table: tableWriter,
  markdown: markdownWriter,
  ...EXPORT_FORMATS,
} satisfies Readonly<Record<string, CreateWriter>>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = [
  "table",
  "json",
  "ndjson",
  "csv",
  "markdown",
  "parquet",
  "xlsx",
] as const satisfies readonly Format[];

/** Formats of which a file holds one result. */
export const ONE_TABLE: ReadonlySet<Format> = new Set(["csv", "parquet", "xlsx"]);
/** Formats that are no text, so that a terminal cannot show them. */
export const BINARY: ReadonlySet<Format> = new Set(["parquet", "xlsx"]);

/** The format that a file's name says; undefined for one that says none. */
export function formatOfFile(file: string): Format | undefined {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? "";
  return (
    { jsonl: "ndjson" as const, md: "markdown" as const, txt: "table" as const }[ending] ??
    FORMAT_NAMES.find((name) => name === ending)
  );
}
