import { readInstant, formatInstant } from "../base/instant.ts";
import { isFileError } from "./fileSystem.ts";
import type { FileSystem, OpenFile } from "./fileSystem.ts";

/** What is said of a log besides its events, in the file `about.json` next to its journal. */
export interface LogAbout {
  /** When it was made, in microseconds since 1970-01-01T00:00Z; unknown for a log of an EVQ that did not write it down. */
  readonly created: bigint | undefined;
  /** Empty where nobody described it. */
  readonly description: string;
}

/** Characters of a description at most: a sentence or two, not a document. */
export const MAX_DESCRIPTION = 2000;
const MAX_BYTES = 64 * 1024;

/** Undefined when the file holds something else; a log without the file has no description. */
export function readAbout(fileSystem: FileSystem, path: string): LogAbout | undefined {
  try {
    const file = fileSystem.openRead(path);
    try {
      return aboutIn(JSON.parse(new TextDecoder().decode(file.read(0, MAX_BYTES))));
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFileError(error, "ENOENT")) return { created: undefined, description: "" };
    if (isFileError(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes it into a new, empty file. */
export function writeAbout(file: OpenFile, { created, description }: LogAbout): void {
  const content = { ...(created !== undefined && { created: formatInstant(created) }), description };
  file.write(0, new TextEncoder().encode(`${JSON.stringify(content)}\n`));
}

function aboutIn(content: unknown): LogAbout | undefined {
  if (typeof content !== "object" || content === null) return undefined;
  const { created, description } = content as Partial<Record<keyof LogAbout, unknown>>;
  if (typeof description !== "string" || description.length > MAX_DESCRIPTION) return undefined;
  if (created === undefined) return { created, description };
  const micros = typeof created === "string" ? readInstant(created) : undefined;
  return micros === undefined ? undefined : { created: micros, description };
}
