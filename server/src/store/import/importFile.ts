import type { BadRecord, FieldMapping, ImportProgress, ImportReport } from "../../../protocol/imports.ts";
import type { Cancellation } from "../../base/cancellation.ts";
import type { Files } from "../../base/ports.ts";
import type { Checkpoint, LogAppender, Store } from "../api.ts";
import type { EventDraft } from "../drafts.ts";
import { folderOfLog } from "../logName.ts";
import { learn, sampleOf } from "./learn.ts";
import type { Guess } from "./mapping.ts";
import type { Piece } from "./pieces.ts";
import { checkpointOf, positionIn } from "./position.ts";
import type { Position } from "./position.ts";
import { ReadBytes } from "./readBytes.ts";
import { BadRecordError, draftOfRecord } from "./record.ts";
import { Records } from "./records.ts";
import { ChangedFileError, Resumption } from "./resumption.ts";
import { unzipped } from "./unzip.ts";

export interface ImportRequest {
  readonly file: string;
  readonly log: string;
  /** What is not given is guessed. */
  readonly mapping: FieldMapping;
  /** Imports all of the file, though the log has some of it already. */
  readonly fromStart?: boolean;
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
 * and left out; when the watch is cancelled the import stops between two batches and says so. With each batch the journal
 * gets how far the file was read, so that the next import of it goes on there, however this one ends.
 * @throws EvqError `file.not-found`, `file.unreadable`, `import.unreadable`, `import.changed`, and those of `Store.append`
 */
export async function importFile(
  store: Store,
  request: ImportRequest,
  files: Files,
  watch: ImportWatch,
): Promise<ImportReport> {
  const { file, log, mapping, fromStart = false } = request;
  folderOfLog(log);
  const bytesTotal = await files.size(file);
  const path = files.absolute(file);
  const from = async (position: Position | undefined): Promise<ImportReport> => {
    const bytes = new ReadBytes(files.sha256());
    const resumption = new Resumption(position, bytes, `${file} was imported into local.${log}`);
    const run = new ImportRun({ file: path, log }, watch, bytesTotal, bytes, resumption);
    const packed = run.counted(files.read(file));
    const records = await Records.open(unzipped(files, packed), file, (chunks) => bytes.through(chunks));
    const sample = await sampleOf(records);
    const guess = learn(records, sample, resumption.mapping(mapping));
    try {
      if (sample.length > 0) await store.write(log, (appender) => run.take(appender, records, guess, sample));
      else resumption.finish();
    } finally {
      await records.pieces.return(undefined);
    }
    return run.report(records, guess);
  };
  const position = fromStart ? undefined : await positionIn(store, log, path);
  try {
    return await from(position);
  } catch (thrown) {
    // What is there already is known by its id then, so nothing is repeated.
    if (thrown instanceof ChangedFileError && (mapping.id ?? position?.mapping.id) !== undefined)
      return from(undefined);
    throw thrown;
  }
}

/** One import while it runs: its counts, and the batch that waits to be appended. */
class ImportRun {
  readonly #place: { readonly file: string; readonly log: string };
  readonly #watch: ImportWatch;
  readonly #bytesTotal: number;
  readonly #bytes: ReadBytes;
  readonly #resumption: Resumption;
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
  /** Where the last record ends, where the last does that need not be read again, and what of it the log knows. */
  #end = 0;
  #done = 0;
  #kept = 0;

  constructor(
    place: { readonly file: string; readonly log: string },
    watch: ImportWatch,
    bytesTotal: number,
    bytes: ReadBytes,
    resumption: Resumption,
  ) {
    this.#place = place;
    this.#watch = watch;
    this.#bytesTotal = bytesTotal;
    this.#bytes = bytes;
    this.#resumption = resumption;
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
    if (this.#watch.cancellation.cancelled) return;
    this.#resumption.finish();
    if (this.#batch.length > 0 || this.#done > this.#kept) await this.#append(appender, guess);
  }

  async #takeAll(appender: LogAppender, records: Records, guess: Guess, pieces: readonly Piece[]): Promise<void> {
    for (const piece of pieces) {
      // A bad record that is the last may be one that is still being written.
      this.#done = this.#end;
      this.#end = piece.end;
      if (!this.#resumption.isNew(piece)) {
        this.#kept = this.#end;
        continue;
      }
      this.#read++;
      if (this.#takeOne(appender, records, guess, piece)) this.#done = this.#end;
      if (this.#batch.length < BATCH && this.#batchBytes < BATCH_BYTES) continue;
      await this.#append(appender, guess);
      await breath();
      if (this.#watch.cancellation.cancelled) return;
    }
    this.#bytes.pass(this.#done);
    this.#tell();
  }

  /** Whether it became an event. */
  #takeOne(appender: LogAppender, records: Records, { paths }: Guess, piece: Piece): boolean {
    try {
      const draft = draftOfRecord(records.read(piece), paths, this.#place.log);
      if (draft.id !== null && appender.isReserved(draft.id))
        throw new BadRecordError(`the id ${draft.id} is one that the log gives itself`);
      this.#batch.push(draft);
      this.#batchBytes += piece.bytes.length;
      return true;
    } catch (error) {
      if (!(error instanceof BadRecordError)) throw error;
      this.#badCount++;
      if (this.#bad.length < BAD_SHOWN) this.#bad.push({ number: piece.number, reason: error.message });
      return false;
    }
  }

  async #append(appender: LogAppender, guess: Guess): Promise<void> {
    const { appended, repeated } = await appender.append(this.#batch, { checkpoint: this.#checkpoint(guess) });
    this.#kept = this.#done;
    this.#appended += appended;
    this.#repeated += repeated;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#tell();
  }

  #checkpoint({ mapping }: Guess): Checkpoint {
    const sha256 = this.#bytes.digest(this.#done);
    return checkpointOf(this.#place.file, { bytes: this.#done, sha256, mapping });
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
      log: this.#place.log,
      format,
      mapping,
      guessed,
      read: this.#read,
      before: this.#resumption.passed,
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
