/** A way to break the code of the journal. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const JOURNAL = "server/src/store/journal";
const WRITER = `${JOURNAL}/journalWriter.ts`;
const REPLAY = `${JOURNAL}/replay.ts`;

/** Each takes away one thing that a promise of the store rests on. */
export const MUTANTS: readonly Mutant[] = [
  { name: "skip the sync of a batch", file: WRITER, from: "await file.flush();", to: "await Promise.resolve();" },
  {
    name: "acknowledge before the sync",
    file: WRITER,
    from: "await this.#write(file, position, bytes);",
    to: "void this.#write(file, position, bytes).catch(() => {});",
  },
  {
    name: "try a failed sync again",
    file: WRITER,
    from: "await file.flush();",
    to: "await file.flush().catch(() => file.sync());",
  },
  { name: "write on after a failed sync", file: WRITER, from: "    this.#poison(reason);\n", to: "" },
  {
    name: "skip the look at the epoch after the sync",
    file: WRITER,
    from: "if (!this.#lock.isHeld() || there.some(",
    to: "if (there.some(",
  },
  {
    name: "continue a segment behind the fence",
    file: WRITER,
    from: "last.epoch < this.#lock.fence",
    to: "last.epoch < 0",
  },
  {
    name: "do not write the last batch once more",
    file: WRITER,
    from: "last && lastBatch ? readBatch(this.#fileSystem, last, lastBatch.position, end) : []",
    to: "last && lastBatch ? readBatch(this.#fileSystem, last, end.position, end) : []",
  },
  {
    name: "leave what a failed write left",
    file: WRITER,
    from: "      this.#takeBack(file, position);\n",
    to: "",
  },
  {
    name: "do not sync a new segment",
    file: WRITER,
    from: "      file.write(0, bytes);\n      file.sync();\n",
    to: "      file.write(0, bytes);\n",
  },
  {
    name: "do not sync the folder of a new segment",
    file: WRITER,
    from: "    fileSystem.rename(aside, `${segments}/${name}`);\n    fileSystem.syncFolder(segments);\n",
    to: "    fileSystem.rename(aside, `${segments}/${name}`);\n",
  },
  {
    name: "do not sync the folder of a new log",
    file: "server/src/store/folder.ts",
    from: "    fileSystem.rename(aside, this.pathsOf(log).folder);\n    fileSystem.syncFolder(logs);\n",
    to: "    fileSystem.rename(aside, this.pathsOf(log).folder);\n",
  },
  {
    name: "trust what a killed process left in folders",
    file: "server/src/store/turns.ts",
    from: "if (lock.fence === lock.epoch) folder.secure();",
    to: "",
  },
  {
    name: "give back the lock after an error as if nothing had been",
    file: "server/src/store/turns.ts",
    from: "if (error instanceof FileError) lock.doubt();",
    to: "",
  },
  {
    name: "skip the chain",
    file: REPLAY,
    from: "header.chain !== undefined && header.chain !== chain",
    to: "header.chain === undefined && header.chain !== chain",
  },
  {
    name: "skip the checksum of the payload",
    file: `${JOURNAL}/frames.ts`,
    from: "crc32(payload) === header.checksum &&",
    to: "",
  },
  {
    name: "skip the checksum of the header",
    file: `${JOURNAL}/format.ts`,
    from: "if (view.getUint32(68, true) !== crc32(bytes.subarray(0, 68), seed)) return undefined;",
    to: "",
  },
  {
    name: "skip the padding",
    file: `${JOURNAL}/frames.ts`,
    from: "bytes.subarray(header.length).every((byte) => byte === 0)",
    to: "true",
  },
  {
    name: "count what is left of a batch that was interrupted",
    file: REPLAY,
    from: "if (next === undefined || !this.#isLast) return next;",
    to: "if (true) return next;",
  },
  {
    name: "read beyond what counts of a segment",
    file: `${JOURNAL}/history.ts`,
    from: "...(isNamed && { length: after.length })",
    to: "...(isNamed && { length: Infinity })",
  },
  {
    name: "give a lost number again",
    file: "server/src/store/quarantine.ts",
    from: "Math.max(cursor.nextLsn, (acknowledged?.lsn ?? 0) + 1)",
    to: "Math.max(cursor.nextLsn, 1)",
  },
  {
    name: "take a journal for closed that is not",
    file: REPLAY,
    from: "closed: type === FRAME.close,",
    to: "closed: true,",
  },
  {
    name: "do not keep bad bytes",
    file: "server/src/store/quarantine.ts",
    from: "  keep(folder, paths, last, cursor.position, to);\n",
    to: "",
  },
  {
    name: "let the second of two processes take the lock of the first",
    file: "server/src/store/lock.ts",
    from: "      if (holder) return holder;\n",
    to: "",
  },
  {
    name: "go on in a turn though another is waited for",
    file: "server/src/store/turns.ts",
    from: "return this.#waiting === 0 &&",
    to: "return",
  },
  {
    name: "keep the lock as long as something comes",
    file: "server/src/store/turns.ts",
    from: "- this.#since < LONG_MS;",
    to: "- this.#since < Infinity;",
  },
];
