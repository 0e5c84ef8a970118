import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cachedFolder } from "../../host/cache.mjs";

let root: string;
let source: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "evq-cache-"));
  source = join(root, "lock.json");
  writeFileSync(source, "1");
  vi.stubEnv("EVQ_CACHE", join(root, "cache"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

test("a folder is filled once, and anew when its source changes", () => {
  const fill = vi.fn((folder: string) => writeFileSync(join(folder, "program"), "x"));
  const first = cachedFolder("host", [source], fill);
  expect(cachedFolder("host", [source], fill)).toBe(first);
  expect(existsSync(join(first, "program"))).toBe(true);
  writeFileSync(source, "2");
  expect(cachedFolder("host", [source], fill)).not.toBe(first);
  expect(fill).toHaveBeenCalledTimes(2);
});

test("a folder that could not be filled leaves nothing behind", () => {
  const fail = () => {
    throw new Error("no network");
  };
  expect(() => cachedFolder("host", [source], fail)).toThrow("no network");
  expect(readdirSync(join(root, "cache"))).toEqual([]);
});

test("of two runs at the same time the first wins and the second uses its folder", () => {
  const other = vi.fn();
  const fill = (folder: string) => {
    const winner = folder.replace(/\.\d+\.tmp$/, "");
    finishedByAnotherRun(winner);
    other();
  };
  const folder = cachedFolder("host", [source], fill);
  expect(other).toHaveBeenCalledOnce();
  expect(readdirSync(join(root, "cache"))).toHaveLength(1);
  expect(existsSync(join(folder, "theirs"))).toBe(true);
});

function finishedByAnotherRun(folder: string): void {
  const made = mkdtempSync(join(root, "theirs-"));
  for (const file of ["theirs", ".ready"]) writeFileSync(join(made, file), "");
  renameSync(made, folder);
}
