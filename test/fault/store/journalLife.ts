import type { FileSystem } from "../../../server/src/store/fileSystem.ts";
import { StoreFolder } from "../../../server/src/store/folder.ts";
import { nothingAcknowledged, writeAcknowledged } from "../../../server/src/store/journal/acknowledged.ts";
import { START } from "../../../server/src/store/journal/cursor.ts";
import type { Cursor } from "../../../server/src/store/journal/cursor.ts";
import { FRAME } from "../../../server/src/store/journal/format.ts";
import { readJournal } from "../../../server/src/store/journal/journal.ts";
import type { Journal } from "../../../server/src/store/journal/journal.ts";
import { JournalWriter } from "../../../server/src/store/journal/journalWriter.ts";
import type { Lock } from "../../../server/src/store/lock.ts";
import { isFileError } from "../../../server/src/store/fileSystem.ts";
import { takeAside } from "../../../server/src/store/quarantine.ts";
import { Turns } from "../../../server/src/store/turns.ts";
import type { TurnsOptions } from "../../../server/src/store/turns.ts";
import { tickingClock } from "../../support/clock.ts";

const LOG = "app";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a journal holds: texts by number, and all that was found on the way. */
export interface Found {
  readonly texts: ReadonlyMap<number, string>;
  readonly journal: Journal;
  readonly cursor: Cursor;
}

/**
 * A process that appends to a journal and reads it, without the databases in front of it: what a store does with its
 * journal, a hundred times as fast. Each text is an event.
 */
export class JournalLife {
  readonly #fileSystem: FileSystem;
  readonly #folder: StoreFolder;
  readonly #turns: Turns;
  #poisoned = false;

  constructor(fileSystem: FileSystem, options: Partial<Omit<TurnsOptions, "folder">> & { path?: string } = {}) {
    const { path = "/store", clock = tickingClock(), patienceMs = 0, program = "test" } = options;
    this.#fileSystem = fileSystem;
    this.#folder = new StoreFolder(path, fileSystem);
    this.#turns = new Turns({ ...options, folder: this.#folder, clock, program, patienceMs });
  }

  /** Appends each list as a frame of its own, all in one batch; gives the number of the first. */
  append(frames: readonly (readonly string[])[]): Promise<number> {
    return this.#turn(async (writer, nextLsn) => {
      let firstLsn = nextLsn;
      const contents = frames.map((texts) => {
        const rows = encoder.encode(texts.map((text) => `${text}\n`).join(""));
        const content = { type: FRAME.events, firstLsn, count: texts.length, rows, checkpoint: new Uint8Array(0) };
        firstLsn += texts.length;
        return content;
      });
      await writer.append(contents);
      return nextLsn;
    });
  }

  /** Stops in good order. */
  async end(): Promise<void> {
    const nothing = new Uint8Array(0);
    await this.#turn((writer, firstLsn) =>
      writer.append([{ type: FRAME.close, firstLsn, count: 0, rows: nothing, checkpoint: nothing }]),
    );
  }

  read(): Found {
    const journal = readJournal(this.#fileSystem, this.#folder.pathsOf(LOG));
    const texts = new Map<number, string>();
    const cursor = journal.replay(START, ({ firstLsn, rows }) => {
      for (const [at, text] of decoder.decode(rows).split("\n").slice(0, -1).entries()) texts.set(firstLsn + at, text);
    });
    return { texts, journal, cursor };
  }

  #turn<T>(work: (writer: JournalWriter, nextLsn: number) => Promise<T>): Promise<T> {
    const nothing = () => {};
    return this.#turns.run(nothing, async (lock) => {
      if (this.#poisoned) throw new Error("poisoned");
      const paths = this.#folder.pathsOf(LOG);
      if (!this.#folder.has(LOG)) this.#folder.createLog(LOG, "id", lock.epoch, { created: 0n, description: "" });
      const { journal, cursor } = this.read();
      const nextLsn = takeAside(this.#folder, paths, journal, cursor);
      const writer = this.#writer(journal, cursor, lock);
      try {
        const result = await work(writer, nextLsn);
        this.#acknowledge(paths.acknowledged, journal, writer.cursor);
        return result;
      } finally {
        writer.close();
      }
    });
  }

  #writer({ history }: Journal, cursor: Cursor, lock: Lock): JournalWriter {
    const poison = () => void (this.#poisoned = true);
    return new JournalWriter(this.#fileSystem, this.#folder.pathsOf(LOG), history, cursor, lock, poison);
  }

  #acknowledge(
    path: string,
    { journalId, acknowledged }: Journal,
    { segment, position, nextLsn, events }: Cursor,
  ): void {
    const turn = (acknowledged?.turn ?? 0) + 1;
    const now = { ...nothingAcknowledged(journalId, segment, position), turn, lsn: nextLsn - 1, events };
    try {
      writeAcknowledged(this.#fileSystem, path, now);
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }
}
