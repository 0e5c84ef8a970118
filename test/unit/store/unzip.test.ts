import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { EvqError } from "../../../server/src/base/failure.ts";
import { localPorts } from "../../../server/node/ports.ts";
import { unzipped } from "../../../server/src/store/import/unzip.ts";
import { failureOf } from "../../support/store.ts";

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size = 1000): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of unzipped(localPorts.files, inChunks(bytes, size))) parts.push(part);
  return Buffer.concat(parts);
}

const text = Buffer.from(Array.from({ length: 3000 }, (_, i) => `{"n":${i * 7919}}`).join("\n"));

test("a packed file is unpacked, whatever its chunks, and any other passes as it is", async () => {
  for (const size of [7, 1000, 1 << 20]) expect((await read(gzipSync(text), size)).equals(text)).toBe(true);
  expect((await read(Buffer.concat([gzipSync(text), gzipSync(text)]))).equals(Buffer.concat([text, text]))).toBe(true);
  expect((await read(text)).equals(text)).toBe(true);
  expect((await read(Buffer.alloc(0))).length).toBe(0);
});

test("a packed file that is cut off or damaged is an error, never a shorter log", async () => {
  const packed = gzipSync(text);
  for (const length of [3, 10, 500, packed.length - 9, packed.length - 1])
    expect([length, await failureOf(read(packed.subarray(0, length)))]).toEqual([length, "import.unreadable"]);
  for (const at of [20, packed.length - 6, packed.length - 2]) {
    const damaged = Buffer.from(packed);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    expect([at, await failureOf(read(damaged))]).toEqual([at, "import.unreadable"]);
  }
});

test("a few bytes that become a great many are refused, and what reading the file threw is passed on", async () => {
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
  let bytes = 0;
  const reading = async () => {
    for await (const part of unzipped(localPorts.files, inChunks(bomb, 1 << 16))) bytes += part.length;
  };
  expect(await failureOf(reading())).toBe("import.unreadable");
  expect(bytes).toBeLessThan(70 * 1024 * 1024);
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield gzipSync(text).subarray(0, 100);
    throw new EvqError("file.unreadable", "It is gone.");
  }
  const failed = async () => {
    for await (const part of unzipped(localPorts.files, failing())) bytes += part.length;
  };
  expect(await failureOf(failed())).toBe("file.unreadable");
});
