import { EvqError } from "../base/failure.ts";
import { writeAbout } from "./about.ts";
import type { LogAbout } from "./about.ts";
import { isFileError } from "./fileSystem.ts";
import type { FileSystem, OpenFile } from "./fileSystem.ts";
import { nothingAcknowledged, writeAcknowledged } from "./journal/acknowledged.ts";
import { FIRST_CHAIN, HEADER_LENGTH, placeOfName, printSegmentHeader, segmentName } from "./journal/format.ts";
import type { JournalPaths } from "./journal/history.ts";
import { OLD_NAME } from "./journal/history.ts";
import { RowCache } from "./segments/rowCache.ts";
import { folderOfLog, logOfFolder } from "./logName.ts";

/** Logs of format 1 are read, and go on in format 2 once something is appended to them. */
const FORMAT = 2;

/** Where a log's files are. */
export interface LogPaths extends JournalPaths {
  readonly folder: string;
  readonly acknowledged: string;
  /** Segments, which are a cache. */
  readonly columns: string;
  readonly quarantine: string;
  readonly about: string;
}

/**
 * The folder of a store: `FORMAT`, `writer.<epoch>.lock`, and a folder for each log in `logs/` with `journal/` (the truth),
 * `acknowledged`, `about.json`, `columns/` (a cache) and `quarantine/`; `docs/store-format.md` tells more.
 */
export class StoreFolder {
  readonly path: string;
  readonly fileSystem: FileSystem;
  /** So many events make a segment. */
  readonly segmentEvents: number;
  readonly cache = new RowCache();

  constructor(path: string, fileSystem: FileSystem, segmentEvents = 65_536) {
    this.path = path;
    this.fileSystem = fileSystem;
    this.segmentEvents = segmentEvents;
  }

  get logs(): string {
    return `${this.path}/logs`;
  }

  /** @throws EvqError `log.name-invalid` */
  pathsOf(log: string): LogPaths {
    const folder = `${this.logs}/${folderOfLog(log)}`;
    return {
      folder,
      segments: `${folder}/journal`,
      oldJournal: `${folder}/${OLD_NAME}`,
      acknowledged: `${folder}/acknowledged`,
      columns: `${folder}/columns`,
      quarantine: `${folder}/quarantine`,
      about: `${folder}/about.json`,
    };
  }

  /** Names of the logs, sorted. */
  logNames(): readonly string[] {
    const names: string[] = [];
    for (const folder of this.list(this.logs)) {
      const name = logOfFolder(folder);
      if (name !== undefined && this.has(name)) names.push(name);
    }
    return names.sort();
  }

  /**
   * Whether there is a log of that name.
   * @throws EvqError `store.corrupt` where a link leads elsewhere
   */
  has(log: string): boolean {
    const { folder, segments, oldJournal } = this.pathsOf(log);
    for (const path of [this.logs, folder, segments, oldJournal])
      if (this.fileSystem.stat(path)?.kind === "link")
        throw new EvqError("store.corrupt", `${path} is a symbolic link, which a store does not follow.`);
    return this.fileSystem.stat(segments)?.kind === "folder" || this.fileSystem.stat(oldJournal)?.kind === "file";
  }

  /** Names in a folder; none when it is not there. */
  list(folder: string): readonly string[] {
    try {
      return this.fileSystem.list(folder);
    } catch (error) {
      if (isFileError(error, "ENOENT")) return [];
      throw error;
    }
  }

  /**
   * Refuses a store that a later EVQ has written, and a folder that is no store.
   * @throws EvqError `store.newer-format`, `store.corrupt`
   */
  checkFormat(): void {
    const text = this.#formatText();
    if (text === undefined) {
      if (this.fileSystem.stat(this.logs) === undefined) return;
      throw new EvqError("store.corrupt", `The store at ${this.path} has logs but no FORMAT file.`);
    }
    const number = /^(\d{1,9})\n?$/.exec(text)?.[1];
    if (number === undefined) throw new EvqError("store.corrupt", `The FORMAT file of ${this.path} holds no number.`);
    if (Number(number) > FORMAT)
      throw new EvqError(
        "store.newer-format",
        `The store at ${this.path} has format ${number}; this EVQ knows format ${FORMAT} and leaves it untouched.`,
        "Update EVQ, or choose another store.",
      );
  }

  /** Makes a log without events; it is there as a whole or not at all. Only while holding the lock, in its epoch. */
  createLog(log: string, journalId: string, epoch: number, about: LogAbout): void {
    const { fileSystem, logs } = this;
    const aside = `${logs}/.new`;
    if (fileSystem.stat(aside) !== undefined) this.removeAll(aside);
    fileSystem.makeFolder(aside);
    fileSystem.makeFolder(`${aside}/journal`);
    const name = segmentName(epoch, 1);
    const journal = fileSystem.createExclusive(`${aside}/journal/${name}`);
    try {
      journal.write(0, printSegmentHeader({ journalId, epoch, firstLsn: 1, chain: FIRST_CHAIN, previous: undefined }));
      journal.sync();
    } finally {
      journal.close();
    }
    fileSystem.syncFolder(`${aside}/journal`);
    const nothing = nothingAcknowledged(journalId, name, HEADER_LENGTH);
    writeAcknowledged(fileSystem, `${aside}/acknowledged`, nothing, true);
    this.replaceFile(`${aside}/about.json`, (file) => writeAbout(file, about));
    fileSystem.syncFolder(aside);
    fileSystem.rename(aside, this.pathsOf(log).folder);
    fileSystem.syncFolder(logs);
  }

  /** Gives a log another name, which no log has; only while holding the lock. */
  renameLog(log: string, name: string): void {
    this.fileSystem.rename(this.pathsOf(log).folder, this.pathsOf(name).folder);
    this.fileSystem.syncFolder(this.logs);
  }

  /** Removes a log in one step, and then its files; only while holding the lock. */
  removeLog(log: string): void {
    const { fileSystem, logs } = this;
    const aside = `${logs}/.removed`;
    if (fileSystem.stat(aside) !== undefined) this.removeAll(aside);
    fileSystem.rename(this.pathsOf(log).folder, aside);
    fileSystem.syncFolder(logs);
    this.removeAll(aside);
  }

  /** The highest epoch of any segment; 0 where there is none. */
  highestEpoch(): number {
    let highest = 0;
    for (const folder of this.list(this.logs))
      for (const name of this.#names(`${this.logs}/${folder}/journal`))
        highest = Math.max(highest, placeOfName(name)?.epoch ?? 0);
    return highest;
  }

  /** Names in what may be a folder. */
  #names(folder: string): readonly string[] {
    return this.fileSystem.stat(folder)?.kind === "folder" ? this.list(folder) : [];
  }

  /** Bytes that a folder takes. */
  bytesOf(folder: string): number {
    let bytes = 0;
    for (const name of this.list(folder)) {
      const stat = this.fileSystem.stat(`${folder}/${name}`);
      bytes += stat?.kind === "folder" ? this.bytesOf(`${folder}/${name}`) : (stat?.size ?? 0);
    }
    return bytes;
  }

  /**
   * Makes sure that what others have made here stays: a process that was killed may not have come to that. Only while
   * holding the lock.
   */
  secure(): void {
    const { fileSystem, path, logs } = this;
    try {
      fileSystem.syncFolder(path.slice(0, path.lastIndexOf("/")) || "/");
    } catch (error) {
      if (!isFileError(error, "EACCES", "EPERM")) throw error;
    }
    fileSystem.syncFolder(path);
    if (fileSystem.stat(logs) !== undefined) fileSystem.syncFolder(logs);
  }

  /** Makes the folder a store, if it is not one yet; only while holding the lock. */
  initialise(): void {
    const { fileSystem, path } = this;
    if (this.#formatText()?.trim() !== String(FORMAT)) {
      this.replaceFile(`${path}/FORMAT`, (file) => file.write(0, new TextEncoder().encode(`${FORMAT}\n`)));
    }
    if (fileSystem.stat(this.logs) === undefined) {
      fileSystem.makeFolder(this.logs);
      fileSystem.syncFolder(path);
    }
  }

  /** Puts a new file in place of another in one step: written aside, made safe, renamed. */
  replaceFile(path: string, write: (file: OpenFile) => void): void {
    const { fileSystem } = this;
    const aside = `${path}.new`;
    if (fileSystem.stat(aside) !== undefined) fileSystem.removeFile(aside);
    const file = fileSystem.createExclusive(aside);
    try {
      write(file);
      file.sync();
    } finally {
      file.close();
    }
    fileSystem.rename(aside, path);
    fileSystem.syncFolder(path.slice(0, path.lastIndexOf("/")));
  }

  /** Removes a folder with what is in it; a link in it is removed, not followed. */
  removeAll(folder: string): void {
    for (const name of this.list(folder)) {
      const path = `${folder}/${name}`;
      if (this.fileSystem.stat(path)?.kind === "folder") this.removeAll(path);
      else this.fileSystem.removeFile(path);
    }
    this.fileSystem.removeFolder(folder);
  }

  #formatText(): string | undefined {
    try {
      const file = this.fileSystem.openRead(`${this.path}/FORMAT`);
      try {
        return new TextDecoder().decode(file.read(0, 64));
      } finally {
        file.close();
      }
    } catch (error) {
      if (isFileError(error, "ENOENT", "ENOTDIR")) return undefined;
      throw error;
    }
  }
}
