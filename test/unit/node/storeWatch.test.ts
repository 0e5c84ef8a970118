import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nodeFileSystem } from "../../../server/node/fileSystem.ts";
import { watchStore } from "../../../server/node/storeWatch.ts";
import { storeOn } from "../../support/store.ts";

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "evq-watch-"));
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(path, { recursive: true });
});

test("each change of a store is told once, whoever made it", async () => {
  const store = storeOn(nodeFileSystem, path);
  let told = 0;
  const unwatch = watchStore(path, undefined, () => told++);
  const toldAfter = async (change: () => Promise<unknown>) => {
    await change();
    vi.advanceTimersByTime(2000);
    return told;
  };
  expect(await toldAfter(async () => {})).toBe(0);
  expect(await toldAfter(() => store.create("app", "what ran"))).toBe(1);
  expect(await toldAfter(() => store.append("app", [{ type: "a", payload: null }]))).toBe(2);
  expect(await toldAfter(() => store.append("app", [{ type: "b", payload: null }]))).toBe(3);
  expect(await toldAfter(() => store.update("app", { description: "what else ran" }))).toBe(4);
  expect(await toldAfter(() => store.update("app", { name: "work" }))).toBe(5);
  expect(await toldAfter(() => store.delete("work"))).toBe(6);
  expect(await toldAfter(async () => {})).toBe(6);
  unwatch();
  expect(await toldAfter(() => store.create("later", ""))).toBe(6);
  await store.close();
});
