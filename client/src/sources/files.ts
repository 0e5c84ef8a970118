import { FileSystemError, Uri, workspace } from "vscode";
import { EvqError } from "../../../server/src/base/failure.ts";
import { fileName } from "../fileName.ts";

/** A file that the editor can read, in base64. @throws EvqError `file.not-found`, `file.unreadable` */
export async function readFile(uri: string): Promise<string> {
  const file = Uri.parse(uri, true);
  try {
    return toBase64(await workspace.fs.readFile(file));
  } catch (thrown) {
    if (thrown instanceof FileSystemError && thrown.code === "FileNotFound")
      throw new EvqError("file.not-found", `There is no file ${fileName(file)}.`, "Check its name and folder.", thrown);
    throw failed("file.unreadable", `${fileName(file)} could not be read`, thrown);
  }
}

/** @throws EvqError `file.unwritable` */
export async function writeFile(uri: string, base64: string): Promise<null> {
  const file = Uri.parse(uri, true);
  try {
    await workspace.fs.writeFile(
      file,
      Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)),
    );
    return null;
  } catch (thrown) {
    throw failed("file.unwritable", `${fileName(file)} could not be written`, thrown);
  }
}

function failed(code: "file.unreadable" | "file.unwritable", what: string, thrown: unknown): EvqError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new EvqError(code, `${what}: ${reason}.`, "Name another file.", thrown);
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  // An argument a byte, of which a call takes only so many.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
