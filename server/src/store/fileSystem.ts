/**
 * The file system under a store, and the processes that share it. Calls are synchronous: a store runs in a worker of
 * its own or on the command line. Paths use "/" between their parts. Every call throws `FileError`.
 */
export interface FileSystem {
  /** For reading; a symbolic link is refused with `ELOOP`. */
  openRead(path: string): OpenFile;
  /** For reading and writing, writes by `append` going to the end as the operating system sees it; refuses links too. */
  openAppend(path: string): OpenFile;
  /** For reading and writing at given places; refuses links too. */
  openWrite(path: string): OpenFile;
  /** A new file, for reading and writing; `EEXIST` when there is anything of that name. */
  createExclusive(path: string): OpenFile;
  /** What stands at the path itself, links not followed. */
  stat(path: string): FileStat | undefined;
  /** Names in a folder, in no order. */
  list(folder: string): readonly string[];
  /** Makes one folder; `EEXIST` when it is there. */
  makeFolder(path: string): void;
  /** Makes a folder and those above it that are not there. */
  makeFolders(path: string): void;
  /** Replaces a file of the new name. */
  rename(from: string, to: string): void;
  removeFile(path: string): void;
  /** Removes an empty folder. */
  removeFolder(path: string): void;
  /** Makes creations, renames and removals in the folder survive a power cut. */
  syncFolder(path: string): void;
  /** The path with all links followed. */
  realPath(path: string): string;
  /** Whether this process may write to what stands at a path. */
  isWritable(path: string): boolean;
  /** The kind of file system where a path is, or will be, on another machine; undefined on a disk of this one. */
  networkOf(path: string): string | undefined;
  /** SHA-256 of pieces one after the other, by the platform's own code: the journal's chain goes over every byte. */
  sha256(pieces: readonly Uint8Array[]): Uint8Array;
  readonly processes: Processes;
  /** That nothing of it outlives this process. */
  readonly inMemory?: true;
}

export interface OpenFile {
  size(): number;
  /** At most `length` bytes; fewer only at the end of the file. */
  read(position: number, length: number): Uint8Array;
  /** As many bytes as there is room for, or fewer at the end of the file; gives those that were read. */
  readInto(position: number, room: Uint8Array): Uint8Array;
  /** In one write, at the end of a file opened by `openAppend`; on failure some of the bytes may stand there. */
  append(bytes: Uint8Array): void;
  /** In one write, at a place of a file opened otherwise; on failure some of the bytes may stand there. */
  write(position: number, bytes: Uint8Array): void;
  truncate(length: number): void;
  /** Returns once the file's bytes and length are safe; after an error nothing is known of them. */
  sync(): void;
  /** As `sync`, while other work goes on. */
  flush(): Promise<void>;
  close(): void;
}

export interface FileStat {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** `code` is the name that POSIX gives the error: `ENOENT`, `ENOSPC`, `EIO`, … */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function isFileError(thrown: unknown, ...codes: readonly string[]): thrown is FileError {
  return thrown instanceof FileError && (codes.length === 0 || codes.includes(thrown.code));
}

/** The processes of this machine. */
export interface Processes {
  readonly self: ProcessIdentity;
  /** Whether that very process still runs; undefined when that cannot be known from here (another machine). */
  isRunning(process: ProcessIdentity): boolean | undefined;
}

/** A process, distinct from one that gets its number later or after a restart of the machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the operating system's own units; empty where it does not say. */
  readonly started: string;
  /** Changes with each start of the machine; empty where it does not say. */
  readonly boot: string;
  readonly host: string;
}
