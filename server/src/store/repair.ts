import type { LogRepair } from "../../protocol/logs.ts";
import { EvqError } from "../base/failure.ts";
import type { OpenFile } from "./fileSystem.ts";
import type { LogPaths, StoreFolder } from "./folder.ts";
import { nothingAcknowledged, writeAcknowledged } from "./journal/acknowledged.ts";
import { START } from "./journal/cursor.ts";
import type { Damage } from "./journal/cursor.ts";
import { FIRST_CHAIN, FRAME, printFrame, printSegmentHeader, segmentName, seedOf } from "./journal/format.ts";
import type { FrameContent } from "./journal/format.ts";
import { OLD_NAME } from "./journal/history.ts";
import { readJournal } from "./journal/journal.ts";
import type { Journal } from "./journal/journal.ts";
import type { Lock } from "./lock.ts";
import { quarantineOf } from "./quarantine.ts";

const NOTHING = new Uint8Array(0);

/**
 * Writes everything of a log that can be read into a fresh journal of one segment, and moves the files it was read from
 * into the quarantine as they are: no byte is deleted. Events that are lost are noted in the new journal, so queries tell
 * of them still. Only while holding the lock, in its epoch; at every moment the log has a journal that can be read.
 * @throws EvqError `store.corrupt` where no event can be found at all, `store.newer-format`; FileError
 */
export function repairLog(folder: StoreFolder, paths: LogPaths, lock: Lock): Omit<LogRepair, "log"> {
  const { fileSystem } = folder;
  const journal = readJournal(fileSystem, paths);
  if (journal.journalId === "")
    throw new EvqError(
      "store.corrupt",
      `No file of the journal in ${paths.folder} can be read, so there is nothing to be saved.`,
      "Keep a copy of the folder, then delete the log.",
    );
  const name = segmentName(lock.epoch, 1);
  if (fileSystem.stat(paths.segments) === undefined) {
    fileSystem.makeFolder(paths.segments);
    fileSystem.syncFolder(paths.folder);
  }
  const before = namesOf(folder, paths);
  const fresh = new FreshJournal(journal, lock.epoch, fileSystem.sha256);
  folder.replaceFile(`${paths.segments}/${name}`, (file) => {
    fresh.write(file);
    if (!lock.isHeld()) throw new EvqError("store.write-failed", "Another process took over the store.", "Try again.");
  });
  const moved = moveAside(folder, paths, before, lock.epoch);
  const { lsn, events } = fresh;
  const hint = nothingAcknowledged(journal.journalId, name, 0);
  const turn = (journal.acknowledged?.turn ?? 0) + 1;
  writeAcknowledged(fileSystem, paths.acknowledged, { ...hint, turn, lsn, events }, true);
  return { file: name, events, moved, quarantine: paths.quarantine };
}

function namesOf(folder: StoreFolder, { segments, oldJournal }: LogPaths): readonly string[] {
  return [...folder.list(segments), ...(folder.fileSystem.stat(oldJournal) ? [OLD_NAME] : [])];
}

function moveAside(folder: StoreFolder, paths: LogPaths, names: readonly string[], epoch: number): readonly string[] {
  const { fileSystem } = folder;
  const quarantine = quarantineOf(folder, paths);
  const moved: string[] = [];
  for (const name of names) {
    const to = `${name}.replaced-${epoch}`;
    const from = name === OLD_NAME ? paths.oldJournal : `${paths.segments}/${name}`;
    fileSystem.rename(from, `${quarantine}/${to}`);
    moved.push(to);
  }
  for (const touched of [quarantine, paths.segments, paths.folder]) fileSystem.syncFolder(touched);
  return moved;
}

/** A journal written anew from what can be read of another. */
class FreshJournal {
  readonly #journal: Journal;
  readonly #epoch: number;
  readonly #seed: number;
  readonly #sha256: Parameters<typeof printFrame>[4];
  #chain = FIRST_CHAIN;
  #nextLsn = 1;
  #position = 0;
  events = 0;

  constructor(journal: Journal, epoch: number, sha256: Parameters<typeof printFrame>[4]) {
    this.#journal = journal;
    this.#epoch = epoch;
    this.#seed = seedOf(journal.journalId, epoch, 1);
    this.#sha256 = sha256;
  }

  get lsn(): number {
    return this.#nextLsn - 1;
  }

  write(file: OpenFile): void {
    const { journalId, acknowledged } = this.#journal;
    const header = { journalId, epoch: this.#epoch, firstLsn: 1, chain: FIRST_CHAIN, previous: undefined };
    this.#put(file, printSegmentHeader(header));
    let noted = 0;
    this.#journal.replay(START, () => {}, {
      frame: ({ header: { type, firstLsn, count, rowsLength }, payload }, { damage }) => {
        const found = damage.slice(noted);
        noted = damage.length;
        for (const one of found) this.#note(file, one);
        if (type === FRAME.close) return;
        const [rows, checkpoint] = [payload.subarray(0, rowsLength), payload.subarray(rowsLength)];
        this.#add(file, { type, firstLsn, count, rows, checkpoint });
      },
    });
    const lost = (acknowledged?.lsn ?? 0) + 1 - this.#nextLsn;
    if (lost > 0) this.#add(file, this.#loss(lost));
    this.#add(file, { ...this.#loss(0), type: FRAME.close });
  }

  /** What is lost or was changed stays known; unreadable bytes in which nothing was acknowledged are forgotten. */
  #note(file: OpenFile, { kind, lost }: Damage): void {
    if (kind === "repaired" || (lost === 0 && kind !== "chain")) return;
    this.#add(file, this.#loss(lost));
  }

  #loss(count: number): FrameContent {
    return { type: FRAME.loss, firstLsn: this.#nextLsn, count, rows: NOTHING, checkpoint: NOTHING };
  }

  #add(file: OpenFile, content: FrameContent): void {
    const { bytes, chain } = printFrame(content, 0, this.#chain, this.#seed, this.#sha256);
    this.#chain = chain;
    this.#nextLsn = content.firstLsn + content.count;
    if (content.type === FRAME.events) this.events += content.count;
    this.#put(file, bytes);
  }

  #put(file: OpenFile, bytes: Uint8Array): void {
    file.write(this.#position, bytes);
    this.#position += bytes.length;
  }
}
