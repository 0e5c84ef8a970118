import type { FieldMapping } from "../../../protocol/imports.ts";
import { EvqError } from "../../base/failure.ts";
import { withoutGuesses } from "./mapping.ts";
import type { Piece } from "./pieces.ts";
import type { Position } from "./position.ts";
import type { ReadBytes } from "./readBytes.ts";

/** The file is not the one that was imported, or it was imported otherwise. */
export class ChangedFileError extends EvqError {
  constructor(message: string) {
    super("import.changed", message, CHANGED_WAY_OUT);
  }
}

const CHANGED_WAY_OUT =
  "Import it from the start (--from-start), which repeats the events that are in the log already, or into another log.";

/** Goes on with a file behind what was imported of it before, once that has proved to be the same. */
export class Resumption {
  readonly #position: Position | undefined;
  readonly #bytes: ReadBytes;
  readonly #name: string;
  #isPast: boolean;
  /** Records that were imported before, or could not be then. */
  passed = 0;

  /** @param name says which file and log, for people */
  constructor(position: Position | undefined, bytes: ReadBytes, name: string) {
    this.#position = position;
    this.#bytes = bytes;
    this.#name = name;
    this.#isPast = position === undefined;
  }

  /**
   * The mapping that it was imported by, so that nothing is guessed twice.
   * @throws EvqError `import.changed` where another one is given
   */
  mapping(given: FieldMapping): FieldMapping {
    const before = this.#position?.mapping;
    if (before === undefined) return given;
    for (const [field, path] of Object.entries(given) as [keyof FieldMapping, string | undefined][])
      if (path !== undefined && path !== (before[field] ?? ""))
        throw new ChangedFileError(
          `${this.#name} before, with ${before[field] ?? "no field"} as ${field}, which is to be ${path || "none"} now.`,
        );
    return withoutGuesses(before);
  }

  /** Whether a record is still to be imported. @throws EvqError `import.changed` */
  isNew({ end }: Piece): boolean {
    if (this.#position === undefined || this.#isPast) return true;
    this.passed++;
    if (end < this.#position.bytes) return false;
    if (end > this.#position.bytes || this.#bytes.digest(end) !== this.#position.sha256) throw this.#changed();
    this.#isPast = true;
    return false;
  }

  /** The file has ended. @throws EvqError `import.changed` where it is shorter than what was imported */
  finish(): void {
    if (!this.#isPast) throw this.#changed();
  }

  #changed(): ChangedFileError {
    const bytes = (this.#position?.bytes ?? 0).toLocaleString("en");
    return new ChangedFileError(
      `${this.#name} before, and its first ${bytes} bytes are no longer what they were then.`,
    );
  }
}
