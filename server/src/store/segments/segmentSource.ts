import { EvqError } from "../../base/failure.ts";
import { isFileError } from "../fileSystem.ts";
import type { FileSystem, OpenFile } from "../fileSystem.ts";

/** The file that a segment is read from, piece by piece; it is a cache, so what is wrong with it harms nothing. */
export class SegmentSource {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  readonly #damaged: () => void;

  /** @param damaged called before the failure that says that the file is not what was written */
  constructor(fileSystem: FileSystem, path: string, damaged: () => void) {
    this.#fileSystem = fileSystem;
    this.#path = path;
    this.#damaged = damaged;
  }

  /** @throws EvqError `store.corrupt` where the file cannot be read */
  open<T>(use: (file: OpenFile) => T): T {
    try {
      const file = this.#fileSystem.openRead(this.#path);
      try {
        return use(file);
      } finally {
        file.close();
      }
    } catch (error) {
      if (isFileError(error)) throw this.damage();
      throw error;
    }
  }

  damage(): EvqError {
    this.#damaged();
    return new EvqError(
      "store.corrupt",
      `The cache ${this.#path} is damaged.`,
      "Run the query again: the cache is made anew from the journal, which is the truth.",
    );
  }
}
