import { FileError } from "../src/store/fileSystem.ts";
import type { FileStat, FileSystem, OpenFile, ProcessIdentity } from "../src/store/fileSystem.ts";
import { sha256 } from "./sha256.ts";

interface MemoryFile {
  /** Longer than the file, so that appending does not copy it each time. */
  room: Uint8Array;
  length: number;
  modified: number;
}

const SELF: ProcessIdentity = { pid: 1, started: "", boot: "", host: "browser" };

/** A file system for the store of a browser's worker: nobody else sees it, and it ends with the worker. */
export class MemoryFileSystem implements FileSystem {
  readonly inMemory = true;
  readonly processes = { self: SELF, isRunning: () => true };
  readonly sha256 = sha256;
  /** Grows with each change. */
  changes = 0;
  readonly #files = new Map<string, MemoryFile>();
  readonly #folders = new Set([""]);

  openRead(path: string): OpenFile {
    return new OpenMemoryFile(this, this.#file(path));
  }

  openAppend(path: string): OpenFile {
    return this.openRead(path);
  }

  openWrite(path: string): OpenFile {
    return this.openRead(path);
  }

  createExclusive(path: string): OpenFile {
    if (this.stat(path)) throw new FileError("EEXIST", `${path} is there already`);
    this.#mustBeFolder(folderOf(path));
    this.changes++;
    const file = { room: new Uint8Array(1024), length: 0, modified: Date.now() };
    this.#files.set(path, file);
    return new OpenMemoryFile(this, file);
  }

  stat(path: string): FileStat | undefined {
    const file = this.#files.get(path);
    if (file) return { kind: "file", size: file.length, modified: file.modified };
    return this.#folders.has(path) ? { kind: "folder", size: 0, modified: 0 } : undefined;
  }

  list(folder: string): readonly string[] {
    this.#mustBeFolder(folder);
    return [...this.#files.keys(), ...this.#folders]
      .filter((path) => path !== "" && folderOf(path) === folder)
      .map((path) => path.slice(folder.length + 1));
  }

  makeFolder(path: string): void {
    if (this.stat(path)) throw new FileError("EEXIST", `${path} is there already`);
    this.#mustBeFolder(folderOf(path));
    this.changes++;
    this.#folders.add(path);
  }

  makeFolders(path: string): void {
    if (this.#folders.has(path)) return;
    this.makeFolders(folderOf(path));
    this.makeFolder(path);
  }

  rename(from: string, to: string): void {
    if (!this.stat(from)) throw new FileError("ENOENT", `${from} is not there`);
    this.#mustBeFolder(folderOf(to));
    this.changes++;
    const isMoved = (path: string) => path === from || path.startsWith(`${from}/`);
    const moved = (path: string) => to + path.slice(from.length);
    for (const [path, file] of Array.from(this.#files).filter(([path]) => isMoved(path))) {
      this.#files.delete(path);
      this.#files.set(moved(path), file);
    }
    for (const path of Array.from(this.#folders).filter(isMoved)) {
      this.#folders.delete(path);
      this.#folders.add(moved(path));
    }
  }

  removeFile(path: string): void {
    this.#file(path);
    this.changes++;
    this.#files.delete(path);
  }

  removeFolder(path: string): void {
    if (this.list(path).length > 0) throw new FileError("ENOTEMPTY", `${path} is not empty`);
    this.changes++;
    this.#folders.delete(path);
  }

  /** There is no power cut that anything could be safe from. */
  syncFolder(): void {}

  realPath(path: string): string {
    if (!this.stat(path)) throw new FileError("ENOENT", `${path} is not there`);
    return path;
  }

  isWritable(): boolean {
    return true;
  }

  networkOf(): undefined {
    return undefined;
  }

  #file(path: string): MemoryFile {
    const file = this.#files.get(path);
    if (file) return file;
    if (this.#folders.has(path)) throw new FileError("EISDIR", `${path} is a folder`);
    throw new FileError("ENOENT", `${path} is not there`);
  }

  #mustBeFolder(path: string): void {
    if (this.#folders.has(path)) return;
    throw new FileError(this.#files.has(path) ? "ENOTDIR" : "ENOENT", `${path} is no folder`);
  }
}

class OpenMemoryFile implements OpenFile {
  readonly #system: MemoryFileSystem;
  readonly #file: MemoryFile;

  constructor(system: MemoryFileSystem, file: MemoryFile) {
    this.#system = system;
    this.#file = file;
  }

  size(): number {
    return this.#file.length;
  }

  read(position: number, length: number): Uint8Array {
    return this.#file.room.slice(position, Math.min(position + length, this.#file.length));
  }

  readInto(position: number, room: Uint8Array): Uint8Array {
    const bytes = this.#file.room.subarray(position, Math.min(position + room.length, this.#file.length));
    room.set(bytes);
    return room.subarray(0, bytes.length);
  }

  append(bytes: Uint8Array): void {
    this.write(this.#file.length, bytes);
  }

  write(position: number, bytes: Uint8Array): void {
    const file = this.#file;
    const end = position + bytes.length;
    if (end > file.room.length) {
      const room = new Uint8Array(Math.max(end, file.room.length * 2));
      room.set(file.room.subarray(0, file.length));
      file.room = room;
    }
    file.room.set(bytes, position);
    file.length = Math.max(file.length, end);
    this.#touch();
  }

  truncate(length: number): void {
    this.#file.room.fill(0, Math.min(length, this.#file.length), this.#file.length);
    if (length > this.#file.length) this.write(length, new Uint8Array());
    this.#file.length = length;
    this.#touch();
  }

  sync(): void {}

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}

  #touch(): void {
    this.#system.changes++;
    this.#file.modified = Date.now();
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
