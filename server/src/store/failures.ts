import { EvqError } from "../base/failure.ts";
import { FileError } from "./fileSystem.ts";

const READ_ONLY: readonly string[] = ["EROFS", "EACCES", "EPERM"];

/** What an error of the file system while reading means for the store at a path; anything else stays what it is. */
export function readFailure(path: string, error: unknown): unknown {
  if (!(error instanceof FileError)) return error;
  return new EvqError(
    "store.corrupt",
    `The store at ${path} cannot be read: ${error.message}`,
    "Check the disk and the permissions.",
    error,
  );
}

export function onlyRead(path: string, reason = "nothing can be written there"): EvqError {
  return new EvqError(
    "store.read-only",
    `The store at ${path} can only be read here: ${reason}.`,
    "Choose a store in a folder that you may write to, on a disk of this machine.",
  );
}

/** The same while writing. */
export function writeFailure(path: string, error: unknown): unknown {
  if (!(error instanceof FileError)) return error;
  if (READ_ONLY.includes(error.code))
    return new EvqError(
      "store.read-only",
      `The store at ${path} can only be read here: ${error.message}`,
      "Choose a store in a folder that you may write to.",
      error,
    );
  const full = error.code === "ENOSPC" || error.code === "EDQUOT";
  return new EvqError(
    "store.write-failed",
    full
      ? `The disk is full: nothing was appended to the store at ${path}.`
      : `The store at ${path} could not be written: ${error.message}`,
    full ? "Make room and try again." : "Check the disk and try again.",
    error,
  );
}

export function existingLog(log: string): EvqError {
  return new EvqError("log.exists", `The store has a log "${log}" already.`, "Choose another name.");
}

export function longDescription(most: number): EvqError {
  return new EvqError("usage", `A log's description has at most ${most} characters.`, "Say it in fewer words.");
}

export function unknownLog(log: string, known: readonly string[]): EvqError {
  const wayOut =
    known.length === 0 ? `Import events into it: evq import FILE --into ${log}` : `There is: ${known.join(", ")}.`;
  return new EvqError("log.unknown", `The store has no log "${log}".`, wayOut);
}
