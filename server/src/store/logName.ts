import { EvqError } from "../base/failure.ts";

const MAX_FOLDER_LENGTH = 200;
/** Names that Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * The folder of a log: lower-case ASCII letters, digits, `-` and `_` as they are, every other byte of the UTF-8 text as
 * `%` and two digits. So it is the same on every file system, also where `Orders` and `orders` are one file.
 * @throws EvqError `log.name-invalid`
 */
export function folderOfLog(name: string): string {
  if (name === "") throw invalid("A log needs a name.");
  if (/[\u0000-\u001f\u007f]/.test(name)) throw invalid("A log's name cannot hold control characters.");
  if (/\p{Surrogate}/u.test(name)) throw invalid("A log's name cannot hold half of a surrogate pair.");
  if (name.trim() !== name) throw invalid(`The log's name "${name}" begins or ends with a blank.`);
  let folder = "";
  for (const byte of new TextEncoder().encode(name))
    folder += isPlain(byte) ? String.fromCharCode(byte) : escapeByte(byte);
  if (DEVICE.test(folder)) folder = escapeByte(folder.charCodeAt(0)) + folder.slice(1);
  if (folder.length > MAX_FOLDER_LENGTH) throw invalid(`The log's name "${name.slice(0, 20)}…" is too long.`);
  return folder;
}

/** The log whose folder it is; undefined for a folder that no log has. */
export function logOfFolder(folder: string): string | undefined {
  if (!/^(?:[a-z0-9_-]|%[0-9a-f]{2})+$/.test(folder)) return undefined;
  try {
    const name = decodeURIComponent(folder);
    return folderOfLog(name) === folder ? name : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte === 45 || byte === 95;
}

function escapeByte(byte: number): string {
  return `%${byte.toString(16).padStart(2, "0")}`;
}

function invalid(message: string): EvqError {
  return new EvqError("log.name-invalid", message, "Choose another name, such as app or orders-2024.");
}
