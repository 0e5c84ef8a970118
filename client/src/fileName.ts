import type { Uri } from "vscode";

/** The last part of an address. */
export function fileName({ path }: Pick<Uri, "path">): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
