import { createHash, hash } from "node:crypto";
import * as fs from "node:fs";
import { dirname } from "node:path";
import { networkOf } from "./network.ts";
import { FileError } from "../src/store/fileSystem.ts";
import type { FileStat, FileSystem, OpenFile } from "../src/store/fileSystem.ts";
import { nodeProcesses } from "./processes.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR } = fs.constants;
/** Windows has no such flag; there the kind is looked at before. */
const NO_FOLLOW = fs.constants.O_NOFOLLOW ?? 0;

/** Node's file system, as a store uses it. */
export const nodeFileSystem: FileSystem = {
  openRead: (path) => open(path, O_RDONLY | NO_FOLLOW),
  openAppend: (path) => open(path, O_RDWR | O_APPEND | NO_FOLLOW),
  openWrite: (path) => open(path, O_RDWR | NO_FOLLOW),
  createExclusive: (path) => open(path, O_RDWR | O_CREAT | O_EXCL | NO_FOLLOW),
  stat: (path) => attempt(() => statOf(path)),
  list: (folder) => attempt(() => fs.readdirSync(folder)),
  makeFolder: (path) => attempt(() => fs.mkdirSync(path, { mode: 0o700 })),
  makeFolders,
  rename: (from, to) => attempt(() => fs.renameSync(from, to)),
  removeFile: (path) => attempt(() => fs.unlinkSync(path)),
  removeFolder: (path) => attempt(() => fs.rmdirSync(path)),
  syncFolder,
  realPath: (path) => attempt(() => fs.realpathSync(path)),
  isWritable,
  networkOf,
  sha256,
  processes: nodeProcesses,
};

function isWritable(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const short = Buffer.alloc(16_384);

/** What is short is hashed in one call, which takes half the time. */
function sha256(pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length <= short.length) {
    let end = 0;
    for (const piece of pieces) {
      short.set(piece, end);
      end += piece.length;
    }
    return hash("sha256", short.subarray(0, length), "buffer");
  }
  const hashing = createHash("sha256");
  for (const piece of pieces) hashing.update(piece);
  return hashing.digest();
}

function open(path: string, flags: number): OpenFile {
  return attempt(() => {
    if (NO_FOLLOW === 0 && statOf(path)?.kind === "link") throw new FileError("ELOOP", `${path} is a symbolic link`);
    return new NodeFile(fs.openSync(path, flags, 0o600));
  });
}

function statOf(path: string): FileStat | undefined {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  const kind = stat.isFile() ? "file" : stat.isDirectory() ? "folder" : stat.isSymbolicLink() ? "link" : "other";
  return { kind, size: stat.size, modified: stat.mtimeMs };
}

function makeFolders(path: string): void {
  if (attempt(() => fs.existsSync(path))) return;
  const above = dirname(path);
  makeFolders(above);
  attempt(() => fs.mkdirSync(path, { recursive: true, mode: 0o700 }));
  syncFolder(above);
}

/** Windows cannot sync a folder and does not need it. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  attempt(() => {
    const folder = fs.openSync(path, O_RDONLY);
    try {
      fs.fsyncSync(folder);
    } finally {
      fs.closeSync(folder);
    }
  });
}

class NodeFile implements OpenFile {
  readonly #descriptor: number;
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  size(): number {
    return attempt(() => fs.fstatSync(this.#descriptor).size);
  }

  read(position: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(length);
    return this.readInto(position, new Uint8Array(bytes.buffer));
  }

  readInto(position: number, room: Uint8Array): Uint8Array {
    return attempt(() => {
      let read = 0;
      while (read < room.length) {
        const count = fs.readSync(this.#descriptor, room, read, room.length - read, position + read);
        if (count === 0) break;
        read += count;
      }
      return room.subarray(0, read);
    });
  }

  append(bytes: Uint8Array): void {
    this.#write(bytes, null);
  }

  write(position: number, bytes: Uint8Array): void {
    this.#write(bytes, position);
  }

  #write(bytes: Uint8Array, position: number | null): void {
    attempt(() => {
      const count = fs.writeSync(this.#descriptor, bytes, 0, bytes.length, position);
      if (count < bytes.length)
        throw new FileError("ENOSPC", `only ${count} of ${bytes.length} bytes could be written`);
    });
  }

  truncate(length: number): void {
    attempt(() => fs.ftruncateSync(this.#descriptor, length));
  }

  sync(): void {
    attempt(() => fs.fdatasyncSync(this.#descriptor));
  }

  flush(): Promise<void> {
    return new Promise((resolve, reject) =>
      fs.fdatasync(this.#descriptor, (error) => {
        if (error) reject(fileErrorOf(error));
        else resolve();
      }),
    );
  }

  close(): void {
    attempt(() => fs.closeSync(this.#descriptor));
  }
}

function attempt<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw fileErrorOf(error);
  }
}

function fileErrorOf(error: unknown): FileError {
  if (error instanceof FileError) return error;
  return new FileError((error as NodeJS.ErrnoException).code ?? "EIO", (error as Error).message);
}
