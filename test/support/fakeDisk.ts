import { createHash } from "node:crypto";
import { FileError } from "../../server/src/store/fileSystem.ts";
import type { FileStat, FileSystem, OpenFile, ProcessIdentity } from "../../server/src/store/fileSystem.ts";

/** One call that changes the disk or makes it safe, as the faults see it. */
export interface Operation {
  /** Counts from 1. */
  readonly number: number;
  readonly name:
    "create" | "makeFolder" | "rename" | "removeFile" | "removeFolder" | "write" | "truncate" | "sync" | "syncFolder";
  readonly path: string;
}

/** What goes wrong: the code of an error, or `crash`, where the process ends. A `write` that fails leaves a half. */
export type Fault = string | undefined;

/** Thrown where the process is killed. */
export class Crash extends Error {
  override readonly name = "Crash";
}

interface FileNode {
  readonly kind: "file";
  bytes: Uint8Array;
  /** What a power cut leaves for certain. */
  safe: Uint8Array;
  /** What was written over `safe` by operations that are lost or kept together, the last at the end. */
  versions: Uint8Array[];
  /** What was written since the last sync, and what a sync that failed left in memory for ever. */
  fresh: Range[];
  doomed: Range[];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

interface FolderNode {
  readonly kind: "folder";
  entries: Map<string, Node>;
  safe: Map<string, Node>;
}

interface LinkNode {
  readonly kind: "link";
}

type Node = FileNode | FolderNode | LinkNode;

/**
 * A disk in memory that several processes share. It forgets at a power cut what was not synced, and calls fail as
 * `faults` says. After an error of `sync` the bytes count as written to the system but never get safe, as on ext4.
 */
export class FakeDisk {
  faults: (operation: Operation) => Fault = () => undefined;
  /** Where a process stands still while it makes a file safe, before the file is, or after. */
  pauses: (when: "before" | "after", path: string) => Promise<void> = () => Promise.resolve();
  operations = 0;
  readOnly = false;
  /** The network file system that the disk is on. */
  network: string | undefined;
  /** From the crash on nothing reaches the disk until this is set back. */
  crashed = false;
  readonly alive = new Set<number>();
  /** When each path was changed last, by a clock that goes on with each change. */
  readonly #changed = new Map<string, number>();
  #now = 0;
  #root: FolderNode;
  #lastPid = 100;

  constructor(root?: FolderNode) {
    this.#root = root ?? folder();
  }

  /** A process that starts now. */
  process(): FileSystem {
    const self: ProcessIdentity = { pid: ++this.#lastPid, started: "1", boot: "boot", host: "fake" };
    this.alive.add(self.pid);
    return new FakeFileSystem(this, self);
  }

  kill(process: FileSystem): void {
    this.alive.delete(process.processes.self.pid);
  }

  /**
   * The disk after the power came back: of what was not synced, `keep` says what is there nevertheless. With `random`,
   * numbers from 0 to 1, each sector of a file is for itself there, not there, or garbage.
   */
  powerCut(keep: () => boolean, random?: () => number): FakeDisk {
    const disk = new FakeDisk(survivor(this.#root, keep, random, new Map()) as FolderNode);
    disk.#lastPid = this.#lastPid;
    return disk;
  }

  read(path: string): Uint8Array {
    return this.file(path).bytes;
  }

  /** When something at a path changed last. */
  modified(path: string): number {
    return this.#changed.get(path) ?? 0;
  }

  touch(path: string): void {
    this.#now++;
    for (const changed of [path, folderOf(path)]) this.#changed.set(changed, this.#now);
  }

  /** Puts bytes there as if they had always been. */
  put(path: string, bytes: Uint8Array): void {
    this.touch(path);
    const at = this.find(path);
    if (at?.kind === "file") Object.assign(at, fileOf(bytes));
    else for (const entries of this.#both(path)) entries.set(nameOf(path), fileOf(bytes));
  }

  putLink(path: string): void {
    for (const entries of this.#both(path)) entries.set(nameOf(path), { kind: "link" });
  }

  /** Paths of all files, sorted. */
  files(from = "", node: Node = this.#root): string[] {
    if (node.kind !== "folder") return [from];
    return [...node.entries].flatMap(([name, child]) => this.files(`${from}/${name}`, child)).sort();
  }

  #both(path: string): Map<string, Node>[] {
    const { entries, safe } = this.folder(folderOf(path));
    return [entries, safe];
  }

  find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of path.split("/").filter((part) => part !== "")) {
      if (node?.kind !== "folder") return undefined;
      node = node.entries.get(name);
    }
    return node;
  }

  file(path: string): FileNode {
    const node = this.find(path);
    if (node === undefined) throw new FileError("ENOENT", `${path} is not there`);
    if (node.kind === "link") throw new FileError("ELOOP", `${path} is a link`);
    if (node.kind === "folder") throw new FileError("EISDIR", `${path} is a folder`);
    return node;
  }

  folder(path: string): FolderNode {
    const node = this.find(path);
    if (node === undefined) throw new FileError("ENOENT", `${path} is not there`);
    if (node.kind !== "folder") throw new FileError("ENOTDIR", `${path} is no folder`);
    return node;
  }

  /** Counts a call and throws what shall go wrong with it. */
  step(name: Operation["name"], path: string): void {
    const fault = this.faults({ number: ++this.operations, name, path });
    this.touch(path);
    if (fault === "crash" || this.crashed) {
      this.crashed = true;
      throw new Crash(`killed at operation ${this.operations}, ${name} ${path}`);
    }
    if (fault !== undefined) throw new FileError(fault, `${name} ${path} failed`);
  }
}

class FakeFileSystem implements FileSystem {
  readonly #disk: FakeDisk;
  readonly processes: FileSystem["processes"];
  constructor(disk: FakeDisk, self: ProcessIdentity) {
    this.#disk = disk;
    this.processes = { self, isRunning: ({ pid, host }) => (host === self.host ? disk.alive.has(pid) : undefined) };
  }

  openRead(path: string): OpenFile {
    return new FakeFile(this.#disk, path, this.#disk.file(path));
  }

  openAppend(path: string): OpenFile {
    return this.openRead(path);
  }

  openWrite(path: string): OpenFile {
    return this.openRead(path);
  }

  createExclusive(path: string): OpenFile {
    this.#disk.step("create", path);
    const { entries } = this.#disk.folder(folderOf(path));
    if (entries.has(nameOf(path))) throw new FileError("EEXIST", `${path} is there`);
    const file = fileOf(new Uint8Array(0));
    entries.set(nameOf(path), file);
    return new FakeFile(this.#disk, path, file);
  }

  stat(path: string): FileStat | undefined {
    const node = this.#disk.find(path);
    const size = node?.kind === "file" ? node.bytes.length : 0;
    return node && { kind: node.kind, size, modified: this.#disk.modified(path) };
  }

  list(path: string): readonly string[] {
    return [...this.#disk.folder(path).entries.keys()];
  }

  makeFolder(path: string): void {
    this.#disk.step("makeFolder", path);
    const { entries } = this.#disk.folder(folderOf(path));
    if (entries.has(nameOf(path))) throw new FileError("EEXIST", `${path} is there`);
    entries.set(nameOf(path), folder());
  }

  makeFolders(path: string): void {
    if (path === "" || this.#disk.find(path) !== undefined) return;
    this.makeFolders(folderOf(path));
    this.makeFolder(path);
    this.syncFolder(folderOf(path));
  }

  rename(from: string, to: string): void {
    this.#disk.step("rename", from);
    this.#disk.touch(to);
    const source = this.#disk.folder(folderOf(from)).entries;
    const node = source.get(nameOf(from));
    const target = this.#disk.folder(folderOf(to)).entries;
    if (node === undefined) throw new FileError("ENOENT", `${from} is not there`);
    const there = target.get(nameOf(to));
    if (there?.kind === "folder" && there.entries.size > 0) throw new FileError("ENOTEMPTY", `${to} is not empty`);
    source.delete(nameOf(from));
    target.set(nameOf(to), node);
  }

  removeFile(path: string): void {
    this.#disk.step("removeFile", path);
    const { entries } = this.#disk.folder(folderOf(path));
    if (entries.get(nameOf(path))?.kind === "folder") throw new FileError("EISDIR", `${path} is a folder`);
    if (!entries.delete(nameOf(path))) throw new FileError("ENOENT", `${path} is not there`);
  }

  removeFolder(path: string): void {
    this.#disk.step("removeFolder", path);
    if (this.#disk.folder(path).entries.size > 0) throw new FileError("ENOTEMPTY", `${path} is not empty`);
    this.#disk.folder(folderOf(path)).entries.delete(nameOf(path));
  }

  syncFolder(path: string): void {
    this.#disk.step("syncFolder", path);
    const node = this.#disk.folder(path);
    node.safe = new Map(node.entries);
  }

  realPath(path: string): string {
    return path;
  }

  isWritable(): boolean {
    return !this.#disk.readOnly;
  }

  networkOf(): string | undefined {
    return this.#disk.network;
  }

  sha256(pieces: readonly Uint8Array[]): Uint8Array {
    const hash = createHash("sha256");
    for (const piece of pieces) hash.update(piece);
    return hash.digest();
  }
}

class FakeFile implements OpenFile {
  readonly #disk: FakeDisk;
  readonly #path: string;
  readonly #file: FileNode;
  constructor(disk: FakeDisk, path: string, file: FileNode) {
    this.#disk = disk;
    this.#path = path;
    this.#file = file;
  }

  size(): number {
    return this.#file.bytes.length;
  }

  read(position: number, length: number): Uint8Array {
    return this.#file.bytes.slice(position, position + length);
  }

  readInto(position: number, room: Uint8Array): Uint8Array {
    const bytes = this.read(position, room.length);
    room.set(bytes);
    return room.subarray(0, bytes.length);
  }

  append(bytes: Uint8Array): void {
    this.write(this.size(), bytes);
  }

  write(position: number, bytes: Uint8Array): void {
    const { crashed } = this.#disk;
    try {
      this.#disk.step("write", this.#path);
    } catch (error) {
      if (!crashed) this.#put(position, bytes.subarray(0, Math.floor(bytes.length / 2)));
      throw error;
    }
    this.#put(position, bytes);
  }

  #put(position: number, bytes: Uint8Array): void {
    const file = this.#file;
    const next = new Uint8Array(Math.max(file.bytes.length, position + bytes.length));
    next.set(file.bytes);
    next.set(bytes, position);
    file.bytes = next;
    file.versions.push(next);
    const written = { from: position, to: position + bytes.length };
    file.fresh.push(written);
    file.doomed = file.doomed.filter(({ from, to }) => from < written.from || to > written.to);
  }

  truncate(length: number): void {
    this.#disk.step("truncate", this.#path);
    this.#file.bytes = this.#file.bytes.slice(0, length);
    this.#file.versions.push(this.#file.bytes);
    const within = ({ from, to }: Range): Range[] => (from < length ? [{ from, to: Math.min(to, length) }] : []);
    this.#file.fresh = this.#file.fresh.flatMap(within);
    this.#file.doomed = this.#file.doomed.flatMap(within);
  }

  sync(): void {
    const file = this.#file;
    try {
      this.#disk.step("sync", this.#path);
    } catch (error) {
      file.versions = [];
      file.doomed.push(...file.fresh.splice(0));
      throw error;
    }
    file.safe = file.bytes.slice();
    for (const { from, to } of file.doomed) file.safe.fill(0, from, to);
    file.versions = [];
    file.fresh = [];
  }

  async flush(): Promise<void> {
    await this.#disk.pauses("before", this.#path);
    this.sync();
    await this.#disk.pauses("after", this.#path);
  }

  close(): void {}
}

/** What a power cut leaves of a part of the disk. A file whose writes are half there ends in the middle of the last one. */
function survivor(node: Node, keep: () => boolean, random: (() => number) | undefined, done: Map<Node, Node>): Node {
  const known = done.get(node);
  if (known) return known;
  if (node.kind === "link") return node;
  if (node.kind === "file" && random) {
    const file = fileOf(sectors(node, random));
    done.set(node, file);
    return file;
  }
  if (node.kind === "file") {
    let bytes = node.safe;
    for (const version of node.versions) {
      if (keep()) bytes = version;
      else {
        if (keep() && version.length > bytes.length)
          bytes = version.slice(0, bytes.length + Math.floor((version.length - bytes.length) / 3));
        break;
      }
    }
    const file = fileOf(bytes);
    done.set(node, file);
    return file;
  }
  const result = folder();
  done.set(node, result);
  for (const name of new Set([...node.safe.keys(), ...node.entries.keys()])) {
    const [before, after] = [node.safe.get(name), node.entries.get(name)];
    const child = before === after || keep() ? after : before;
    if (child) result.entries.set(name, survivor(child, keep, random, done));
  }
  result.safe = new Map(result.entries);
  return result;
}

const SECTOR = 512;

/** A file of which each sector that was not synced is there, as it was before, or garbage where it was written, for itself. */
function sectors({ bytes, safe, versions, fresh }: FileNode, random: () => number): Uint8Array {
  if (versions.length === 0) return safe;
  const grown = Math.max(bytes.length, safe.length);
  const length = random() < 0.7 ? bytes.length : Math.min(bytes.length, safe.length + Math.floor(random() * grown));
  const result = new Uint8Array(random() < 0.9 ? length : Math.min(length, safe.length));
  result.set(safe.subarray(0, result.length));
  for (let at = 0; at < result.length; at += SECTOR) {
    const end = Math.min(at + SECTOR, result.length);
    const isSame =
      bytes.length >= end && safe.length >= end && bytes.subarray(at, end).every((byte, k) => byte === safe[at + k]);
    if (isSame) continue;
    const chance = random();
    if (chance < 0.55) result.set(bytes.subarray(at, end), at);
    else if (chance < 0.63)
      for (let k = at; k < end; k++)
        if (fresh.some(({ from, to }) => k >= from && k < to)) result[k] = Math.floor(random() * 256);
  }
  return result;
}

function fileOf(bytes: Uint8Array): FileNode {
  return { kind: "file", bytes, safe: bytes, versions: [], fresh: [], doomed: [] };
}

function folder(): FolderNode {
  return { kind: "folder", entries: new Map(), safe: new Map() };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
