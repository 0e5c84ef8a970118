/**
 * Unpacks gzip by the browser's own code, which looks at checksum and length. It refuses what follows the first member,
 * so a file of several is refused and not cut short.
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacking = new DecompressionStream("gzip");
  const reader = unpacking.readable.getReader();
  const feeding = feed(chunks, unpacking.writable.getWriter());
  feeding.catch(() => {}); // told by the reader
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield value;
  }
  await feeding;
}

async function feed(
  chunks: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
  try {
    for await (const chunk of chunks) await writer.write(Uint8Array.from(chunk));
    await writer.close();
  } catch (thrown) {
    await writer.abort(thrown).catch(() => {});
    throw thrown;
  }
}
