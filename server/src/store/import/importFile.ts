import type { BadRecord, FieldMapping, ImportProgress, ImportReport } from "../../../protocol/results.ts";
import type { Cancellation } from "../../base/cancellation.ts";
import type { Files } from "../../base/ports.ts";
import type { LogAppender, Store } from "../api.ts";
import type { EventDraft } from "../drafts.ts";
import { folderOfLog } from "../logName.ts";
import { learn, sampleOf } from "./learn.ts";
import type { Guess } from "./mapping.ts";
import type { Piece } from "./pieces.ts";
import { BadRecordError, draftOfRecord } from "./record.ts";
import { Records } from "./records.ts";
import { unzipped } from "./unzip.ts";

export interface ImportRequest {
  readonly file: string;
  readonly log: string;
  /** What is not given is guessed. */
  readonly mapping: FieldMapping;
}

export interface ImportWatch {
  readonly cancellation: Cancellation;
  progress(progress: ImportProgress): void;
}

/** Events a frame, and bytes of the file they may take. */
const BATCH = 4096;
const BATCH_BYTES = 8 * 1024 * 1024;
const BAD_SHOWN = 100;
const PROGRESS_MS = 100;

/**
 * Reads a file into a log of a store, a few thousand events at a time. Records that cannot become events are reported
 * and left out; when the watch is cancelled the import stops between two batches and says so.
 * @throws EvqError `file.not-found`, `file.unreadable`, `import.unreadable`, and those of `Store.append`
 */
export async function importFile(
  store: Store,
  request: ImportRequest,
  files: Files,
  watch: ImportWatch,
): Promise<ImportReport> {
  folderOfLog(request.log);
  const bytesTotal = await files.size(request.file);
  const run = new ImportRun(request, watch, bytesTotal);
  const records = await Records.open(unzipped(files, run.counted(files.read(request.file))), request.file);
  const sample = await sampleOf(records);
  const guess = learn(records, sample, request.mapping);
  if (sample.length > 0)
    await store.write(request.log, async (appender) => {
      await run.take(appender, records, guess, sample);
    });
  return run.report(records, guess);
}

/** One import while it runs: its counts, and the batch that waits to be appended. */
class ImportRun {
  readonly #request: ImportRequest;
  readonly #watch: ImportWatch;
  readonly #bytesTotal: number;
  readonly #started = performance.now();
  #told = 0;
  #bytesRead = 0;
  #read = 0;
  #appended = 0;
  #repeated = 0;
  #badCount = 0;
  readonly #bad: BadRecord[] = [];
  #batch: EventDraft[] = [];
  #batchBytes = 0;

  constructor(request: ImportRequest, watch: ImportWatch, bytesTotal: number) {
    this.#request = request;
    this.#watch = watch;
    this.#bytesTotal = bytesTotal;
  }

  async *counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }

  async take(appender: LogAppender, records: Records, guess: Guess, sample: readonly Piece[]): Promise<void> {
    await this.#takeAll(appender, records, guess, sample);
    for await (const pieces of records.pieces) {
      if (this.#watch.cancellation.cancelled) return;
      await this.#takeAll(appender, records, guess, pieces);
    }
    if (!this.#watch.cancellation.cancelled) await this.#append(appender);
  }

  async #takeAll(appender: LogAppender, records: Records, guess: Guess, pieces: readonly Piece[]): Promise<void> {
    for (const piece of pieces) {
      this.#read++;
      this.#takeOne(appender, records, guess, piece);
      if (this.#batch.length < BATCH && this.#batchBytes < BATCH_BYTES) continue;
      await this.#append(appender);
      await breath();
      if (this.#watch.cancellation.cancelled) return;
    }
    this.#tell();
  }

  #takeOne(appender: LogAppender, records: Records, { paths }: Guess, piece: Piece): void {
    try {
      const draft = draftOfRecord(records.read(piece), paths, this.#request.log);
      if (draft.id !== null && appender.isReserved(draft.id))
        throw new BadRecordError(`the id ${draft.id} is one that the log gives itself`);
      this.#batch.push(draft);
      this.#batchBytes += piece.bytes.length;
    } catch (error) {
      if (!(error instanceof BadRecordError)) throw error;
      this.#badCount++;
      if (this.#bad.length < BAD_SHOWN) this.#bad.push({ number: piece.number, reason: error.message });
    }
  }

  async #append(appender: LogAppender): Promise<void> {
    const { appended, repeated } = await appender.append(this.#batch);
    this.#appended += appended;
    this.#repeated += repeated;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#tell();
  }

  #tell(): void {
    const now = performance.now();
    if (now - this.#told < PROGRESS_MS) return;
    this.#told = now;
    this.#watch.progress({
      bytesRead: this.#bytesRead,
      bytesTotal: this.#bytesTotal,
      appended: this.#appended,
      badCount: this.#badCount,
    });
  }

  report({ format }: Records, { mapping, guessed }: Guess): ImportReport {
    return {
      log: this.#request.log,
      format,
      mapping,
      guessed,
      read: this.#read,
      appended: this.#appended,
      repeated: this.#repeated,
      badCount: this.#badCount,
      bad: this.#bad,
      ...(this.#watch.cancellation.cancelled && { cancelled: true as const }),
      elapsedMs: performance.now() - this.#started,
    };
  }
}

/** Lets messages in, such as the one that cancels. */
function breath(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 0));
}
