import type { FieldMapping, ImportProfile } from "../../../protocol/imports.ts";
import { EvqError } from "../../base/failure.ts";
import { readFailure, writeFailure } from "../failures.ts";
import { isFileError } from "../fileSystem.ts";
import type { FileSystem } from "../fileSystem.ts";
import { readPath } from "./fieldPath.ts";

/** Mappings that were saved by a name, in `.evq/imports.json` beside the store. */
export interface ImportProfiles {
  /** @throws EvqError `profile.unreadable` */
  list(): readonly ImportProfile[];
  /** Takes the place of one of the same name. @throws EvqError `usage`, `profile.unreadable`, those of writing */
  save(profile: ImportProfile): void;
}

const FIELDS: readonly (keyof FieldMapping)[] = [
  "timestamp",
  "type",
  "stream",
  "id",
  "actor",
  "entityType",
  "entityId",
];
const MAX_BYTES = 1024 * 1024;

export function importProfiles(fileSystem: FileSystem, storePath: string): ImportProfiles {
  const folder = folderOf(storePath);
  const path = `${folder}/imports.json`;
  const list = () => {
    const text = textOf(fileSystem, path);
    return text === undefined ? [] : profilesIn(path, text);
  };
  return {
    list,
    save: (profile) => {
      if (profile.name.trim() === "") throw new EvqError("usage", "An import profile needs a name.");
      const others = list().filter(({ name }) => name !== profile.name);
      const profiles = [...others, profile].sort((a, b) => (a.name < b.name ? -1 : 1));
      const content = { profiles: Object.fromEntries(profiles.map(({ name, mapping }) => [name, mapping])) };
      try {
        fileSystem.makeFolders(folder);
        replace(fileSystem, path, `${JSON.stringify(content, undefined, 2)}\n`);
      } catch (error) {
        throw writeFailure(folder, error);
      }
    },
  };
}

/** The profile of a name. @throws EvqError `usage` naming those there are */
export function profileNamed(profiles: readonly ImportProfile[], name: string): ImportProfile {
  const found = profiles.find((profile) => profile.name === name);
  if (found) return found;
  const names = profiles.map((profile) => profile.name).join(", ");
  throw new EvqError(
    "usage",
    `There is no import profile "${name}".`,
    names === "" ? "Save one: evq import FILE --into LOG --save-profile NAME" : `There is: ${names}.`,
  );
}

/** `.evq` is the folder of the store where it stands in one, else it is made beside the store. */
function folderOf(storePath: string): string {
  const above = storePath.replace(/[\\/][^\\/]+[\\/]?$/, "");
  return /(?:^|[\\/])\.evq$/.test(above) ? above : `${above}/.evq`;
}

function textOf(fileSystem: FileSystem, path: string): string | undefined {
  try {
    const file = fileSystem.openRead(path);
    try {
      return new TextDecoder().decode(file.read(0, MAX_BYTES));
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFileError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw readFailure(path, error);
  }
}

function profilesIn(path: string, text: string): readonly ImportProfile[] {
  const profiles = member(parsed(path, text), "profiles");
  if (typeof profiles !== "object" || profiles === null || Array.isArray(profiles))
    throw unreadable(path, 'it has no object "profiles"');
  return Object.entries(profiles).map(([name, mapping]) => ({ name, mapping: mappingIn(path, name, mapping) }));
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(path, (error as Error).message);
  }
}

function mappingIn(path: string, name: string, mapping: unknown): FieldMapping {
  if (typeof mapping !== "object" || mapping === null) throw unreadable(path, `the profile "${name}" is no object`);
  for (const [field, value] of Object.entries(mapping)) {
    if (!(FIELDS as readonly string[]).includes(field))
      throw unreadable(path, `the profile "${name}" has "${field}", and there is ${FIELDS.join(", ")}`);
    if (typeof value !== "string") throw unreadable(path, `"${field}" of the profile "${name}" is no text`);
    if (value !== "") readPath(value);
  }
  return mapping;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function unreadable(path: string, why: string): EvqError {
  return new EvqError("profile.unreadable", `${path} cannot be read: ${why}.`, "Correct the file, or delete it.");
}

function replace(fileSystem: FileSystem, path: string, text: string): void {
  const aside = `${path}.new`;
  if (fileSystem.stat(aside) !== undefined) fileSystem.removeFile(aside);
  const file = fileSystem.createExclusive(aside);
  try {
    file.write(0, new TextEncoder().encode(text));
    file.sync();
  } finally {
    file.close();
  }
  fileSystem.rename(aside, path);
}
