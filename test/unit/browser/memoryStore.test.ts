import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { fromBase64, toBase64 } from "../../../server/browser/base64.ts";
import { gunzip } from "../../../server/browser/gunzip.ts";
import { MemoryFileSystem } from "../../../server/browser/memoryFiles.ts";
import { Sha256, sha256 } from "../../../server/browser/sha256.ts";
import { failureOf, namesIn, newEvents, storeOn } from "../../support/store.ts";

test("a store in memory keeps, renames and deletes logs like one on disk, and says that it is in memory", async () => {
  const files = new MemoryFileSystem();
  const store = storeOn(files, "/memory", "test", 2);
  await store.append("a", newEvents("one", "two"));
  await store.append("a", newEvents("three"));
  await store.create("b", "empty");
  expect([...namesIn(await store.read("a")).values()]).toEqual(["one", "two", "three"]);
  await store.update("a", { name: "c" });
  expect([...namesIn(await store.read("c")).values()]).toEqual(["one", "two", "three"]);
  expect(await failureOf(store.read("a"))).toBe("log.unknown");
  expect((await store.verify("c")).problems).toEqual([]);
  await store.delete("c");
  const { logs, inMemory, problems } = await store.summary();
  expect([logs.map(({ name }) => name), inMemory, problems]).toEqual([["b"], true, []]);
});

test("what is read of it is what lies there for whoever opens it anew", async () => {
  const files = new MemoryFileSystem();
  await storeOn(files, "/memory").append("a", newEvents("one"));
  const before = files.changes;
  const again = storeOn(files, "/memory");
  expect([...namesIn(await again.read("a")).values()]).toEqual(["one"]);
  await again.append("a", newEvents("two"));
  expect(files.changes).toBeGreaterThan(before);
});

test("SHA-256 is that of the platform, in whatever pieces the bytes come", () => {
  for (let length = 0; length < 200; length += 3) {
    const bytes = randomBytes(length);
    const cut = Math.floor(length / 3);
    const hash = new Sha256();
    hash.add(bytes.subarray(0, cut));
    expect(hash.digest()).toBe(hexOf(bytes.subarray(0, cut)));
    hash.add(bytes.subarray(cut));
    expect(hash.digest()).toBe(hexOf(bytes));
    expect(Buffer.from(sha256([bytes.subarray(0, cut), bytes.subarray(cut)])).toString("hex")).toBe(hexOf(bytes));
  }
});

test("a packed file is unpacked; one that is cut off, damaged or of two members is refused", async () => {
  const text = "a line\n".repeat(5000);
  const packed = gzipSync(text);
  expect(await unpacked(packed)).toBe(text);
  const damaged = Uint8Array.from(packed);
  damaged[damaged.length - 6]! ^= 1;
  for (const wrong of [packed.subarray(0, -9), damaged, Buffer.concat([packed, gzipSync("more")])])
    await expect(unpacked(wrong)).rejects.toThrow();
});

test("bytes cross the wire as they are", () => {
  const bytes = randomBytes(100_003);
  expect(Buffer.compare(fromBase64(toBase64(bytes)), bytes)).toBe(0);
});

async function unpacked(bytes: Uint8Array): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of gunzip(chunksOf(bytes))) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 10) yield bytes.subarray(at, at + 10);
}

function hexOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
