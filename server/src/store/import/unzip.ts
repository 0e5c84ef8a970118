import { EvqError } from "../../base/failure.ts";
import type { Files } from "../../base/ports.ts";

/** So much may come out of a few bytes before the ratio is looked at. */
const FREE_BYTES = 64 * 1024 * 1024;
/** Logs are packed to a tenth or twentieth; what comes out more than this many times larger is made to fill a disk. */
const MOST_RATIO = 200;

/**
 * The bytes of a file, unpacked where it is packed with gzip.
 * @throws EvqError `import.unreadable` for a packed file that is cut off or damaged, or far larger than it seems
 */
export async function* unzipped(
  { gunzip }: Pick<Files, "gunzip">,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    if (first.done) return;
    const all = continued(first.value, iterator);
    if (first.value[0] === 0x1f && first.value[1] === 0x8b) yield* bounded(gunzip, all);
    else yield* all;
  } finally {
    await iterator.return?.();
  }
}

async function* continued(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* bounded(gunzip: Files["gunzip"], packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let [before, after] = [0, 0];
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of packed) {
      before += chunk.length;
      yield chunk;
    }
  };
  try {
    for await (const chunk of gunzip(counted())) {
      after += chunk.length;
      if (after > FREE_BYTES && after > before * MOST_RATIO)
        throw new EvqError(
          "import.unreadable",
          `The file unpacks to more than ${MOST_RATIO} times its size, which no log does.`,
          "Unpack it yourself, look at it, and import what comes out.",
        );
      yield chunk;
    }
  } catch (thrown) {
    if (thrown instanceof EvqError) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new EvqError(
      "import.unreadable",
      `The file is packed with gzip, and is damaged or cut off: ${why}.`,
      "Get it anew.",
      thrown,
    );
  }
}
