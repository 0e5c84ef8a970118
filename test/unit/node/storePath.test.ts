import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { storePath } from "../../../server/node/storePath.ts";

const root = mkdtempSync(join(tmpdir(), "evq-store-path-"));
afterAll(() => rmSync(root, { recursive: true }));

test("the option wins over the environment, the environment over the setting, the setting over what is found", () => {
  mkdirSync(join(root, "a", ".evq", "store"), { recursive: true });
  const folder = join(root, "a", "b");
  expect(storePath({ option: "o", environment: "/e", setting: "/s", folder })).toBe(join(folder, "o"));
  expect(storePath({ environment: "/e", setting: "/s", folder })).toBe("/e");
  expect(storePath({ environment: "", setting: "~/s", folder })).toBe(join(homedir(), "s"));
  expect(storePath({ folder })).toBe(join(root, "a", ".evq", "store"));
});

test("without any wish and any store near, the system's place for a user's data", () => {
  const elsewhere = storePath({ folder: join(root, "c") });
  expect(elsewhere).toBe(storePath({}));
  expect(elsewhere.endsWith(join("evq", "store"))).toBe(true);
});
