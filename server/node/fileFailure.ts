import { EvqError } from "../src/base/failure.ts";

/** Why a file that the user named cannot be read or written. */
export function fileFailure(path: string, thrown: unknown, done: "read" | "written" = "read"): EvqError {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code === "ENOENT" && done === "written")
    return new EvqError("file.unwritable", `There is no folder for ${path}.`, "Make it, or choose another.", thrown);
  if (code === "ENOENT") {
    return new EvqError("file.not-found", `There is no file ${path}.`, "Check its name and folder.", thrown);
  }
  const reason = { EISDIR: "it is a folder", EACCES: "that is not allowed" }[code ?? ""] ?? message;
  return new EvqError(
    done === "read" ? "file.unreadable" : "file.unwritable",
    `${path} could not be ${done}: ${reason}.`,
    `Name a file that can be ${done}.`,
    thrown,
  );
}
