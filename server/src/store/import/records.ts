import type { FieldMapping } from "../../../protocol/imports.ts";
import { joined, piecesOf } from "./pieces.ts";
import type { Piece, Splitter } from "./pieces.ts";
import { CsvColumns } from "./csvColumns.ts";
import { CsvSplitter, csvDelimiter } from "./csv.ts";
import { formatOf } from "./format.ts";
import type { FileFormat } from "./format.ts";
import { JsonSplitter } from "./json.ts";
import { NdjsonSplitter } from "./ndjson.ts";
import { BadRecordError, readRecord } from "./record.ts";
import type { FileRecord } from "./record.ts";

/** So much of a file is looked at before its format is known. */
const START_BYTES = 64 * 1024;

/** A file's records, by whatever format it has. */
export class Records {
  readonly format: FileFormat;
  readonly pieces: AsyncGenerator<readonly Piece[]>;
  readonly #columns: CsvColumns | undefined;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  /**
   * @param through is handed the bytes of the records, in which their ends are told
   * @throws EvqError `import.unreadable`
   */
  static async open(
    chunks: AsyncIterable<Uint8Array>,
    name: string,
    through = (bytes: AsyncIterable<Uint8Array>) => bytes,
  ): Promise<Records> {
    const { start, all } = await startOf(chunks);
    return new Records(start, through(all), name.replace(/\.gz$/i, ""));
  }

  private constructor(start: Uint8Array, chunks: AsyncIterable<Uint8Array>, name: string) {
    this.format = formatOf(start, name);
    const header = this.format === "csv" ? headerOf(start) : undefined;
    this.#columns = header && new CsvColumns(header.text, header.delimiter);
    const splitter = header ? new CsvSplitter(header.delimiter) : splitterOf(this.format);
    this.pieces = header ? withoutFirst(piecesOf(chunks, splitter)) : piecesOf(chunks, splitter);
  }

  /** @throws BadRecordError */
  read({ bytes, bad }: Piece): FileRecord {
    if (bad !== undefined) throw new BadRecordError(bad);
    const source = this.#decode(bytes);
    if (this.#columns === undefined) return readRecord(source);
    const json = this.#columns.toJson(source);
    if ("bad" in json) throw new BadRecordError(json.bad);
    return readRecord(json.text);
  }

  /** Learns from the first records what columns hold; those that become id, type or stream stay text. */
  learn(sample: readonly Piece[], { id, type, stream }: FieldMapping): void {
    if (this.#columns === undefined) return;
    const texts: string[] = [];
    for (const { bytes, bad } of sample) {
      const text = bad === undefined ? this.#tryDecode(bytes) : undefined;
      if (text !== undefined) texts.push(text);
    }
    this.#columns.learn(texts, new Set([id, type, stream].filter((path) => path !== undefined)));
  }

  #decode(bytes: Uint8Array): string {
    const text = this.#tryDecode(bytes);
    if (text === undefined) throw new BadRecordError("it is not UTF-8");
    return text;
  }

  #tryDecode(bytes: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return undefined;
    }
  }
}

function splitterOf(format: FileFormat): Splitter {
  return format === "ndjson" ? new NdjsonSplitter() : new JsonSplitter();
}

function headerOf(start: Uint8Array): { text: string; delimiter: string } {
  const line = new TextDecoder().decode(start).split(/\r?\n/, 1)[0] ?? "";
  const delimiter = csvDelimiter(line);
  const [header] = new CsvSplitter(delimiter).split(start, true).pieces;
  return { text: header ? new TextDecoder().decode(header.bytes) : "", delimiter };
}

async function* withoutFirst(pieces: AsyncGenerator<readonly Piece[]>): AsyncGenerator<readonly Piece[]> {
  let isFirst = true;
  for await (const some of pieces) {
    yield isFirst ? some.slice(1) : some;
    isFirst = false;
  }
}

/** The beginning of a file, and all of it again; a byte order mark is left out. */
async function startOf(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ start: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array(0);
  while (start.length < START_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    start = joined(start, next.value);
  }
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) start = start.subarray(3);
  return { start, all: continued(start, iterator) };
}

async function* continued(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield start;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
