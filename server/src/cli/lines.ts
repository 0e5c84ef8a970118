import { EvqError } from "../base/failure.ts";

/** Characters of a line at most; whoever sends more without a line break sends no lines. */
const LONGEST = 64 * 1024 * 1024;

/** Whole lines of text that comes in chunks, those of one chunk together; a byte order mark is left out. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decode = utf8Decoder();
  let rest = "";
  for await (const chunk of chunks) {
    rest += decode(chunk);
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST)
      throw new EvqError("file.unreadable", `A line has more than ${LONGEST} characters.`, "Write an event a line.");
    if (lines.length > 0) yield lines;
  }
  rest += decode();
  if (rest !== "") yield [rest];
}

/** Decodes chunk by chunk; without a chunk what is left. @throws EvqError `file.unreadable` */
function utf8Decoder(): (chunk?: Uint8Array) => string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return (chunk) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new EvqError("file.unreadable", "The text is not UTF-8.", "Convert it to UTF-8 first.");
    }
  };
}
