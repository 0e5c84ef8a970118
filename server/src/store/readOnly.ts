import type { FileSystem } from "./fileSystem.ts";

/** Why a store is only read where it is; undefined where writing to it seems possible. */
export function readOnlyReason(fileSystem: FileSystem, path: string): string | undefined {
  const network = fileSystem.networkOf(path);
  if (network !== undefined)
    return `it is on a network file system (${network}), which does not say for certain when something is on its disk or who else writes`;
  if (fileSystem.stat(path) !== undefined && !fileSystem.isWritable(path))
    return "its folder may not be written to by this user";
  return undefined;
}
