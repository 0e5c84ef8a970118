import { EvqError } from "../../base/failure.ts";
import { JsonError } from "../../base/json.ts";
import { normaliseJson } from "../normalise.ts";

export type FileFormat = "ndjson" | "json" | "csv";

/**
 * The format of a file by how it begins; the name decides only where the content says nothing.
 * @throws EvqError `import.unreadable` for what is no text
 */
export function formatOf(start: Uint8Array, name: string): FileFormat {
  if (start.includes(0) || (start[0] === 0x1f && start[1] === 0x8b))
    throw new EvqError(
      "import.unreadable",
      `${name} is not a text file.`,
      "Import NDJSON, a JSON array or CSV; unpack a compressed file first.",
    );
  const text = new TextDecoder().decode(start).trimStart();
  if (text.startsWith("[")) return "json";
  if (text.startsWith("{")) return isOverLines(text) ? "json" : "ndjson";
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  if (extension === "ndjson" || extension === "jsonl") return "ndjson";
  if (extension === "json") return text === "" ? "ndjson" : "json";
  return text === "" && extension !== "csv" ? "ndjson" : "csv";
}

/** Whether an object goes on over the next lines: none of the whole lines is an object by itself. */
function isOverLines(text: string): boolean {
  const lines = text.split("\n").slice(0, 50);
  if (lines.length === 1) return false;
  return !lines.slice(0, -1).some((line) => line.trimStart().startsWith("{") && isJson(line));
}

function isJson(line: string): boolean {
  try {
    normaliseJson(line);
    return true;
  } catch (error) {
    if (error instanceof JsonError) return false;
    throw error;
  }
}
