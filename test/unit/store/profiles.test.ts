import { expect, test } from "vitest";
import { importProfiles } from "../../../server/src/store/import/profiles.ts";
import { FakeDisk } from "../../support/fakeDisk.ts";

const text = (content: string) => new TextEncoder().encode(content);

test("profiles are kept by name in .evq/imports.json beside the store, and read by every process", () => {
  const disk = new FakeDisk();
  const profiles = importProfiles(disk.process(), "/work/.evq/store");
  expect(profiles.list()).toEqual([]);
  profiles.save({ name: "trail", mapping: { type: "eventName", id: "`odd.key`.id" } });
  profiles.save({ name: "app", mapping: { timestamp: "" } });
  profiles.save({ name: "trail", mapping: { type: "kind" } });
  expect(importProfiles(disk.process(), "/work/.evq/store").list()).toEqual([
    { name: "app", mapping: { timestamp: "" } },
    { name: "trail", mapping: { type: "kind" } },
  ]);
  expect(disk.files()).toEqual(["/work/.evq/imports.json"]);
  importProfiles(disk.process(), "/data/events").save({ name: "x", mapping: {} });
  expect(disk.files()).toContain("/data/.evq/imports.json");
});

test.each([
  ["{", "cannot be read"],
  ["[]", 'no object "profiles"'],
  ['{"profiles":{"x":7}}', 'the profile "x" is no object'],
  ['{"profiles":{"x":{"colour":"red"}}}', '"colour"'],
  ['{"profiles":{"x":{"type":7}}}', '"type" of the profile "x" is no text'],
  ['{"profiles":{"x":{"type":"a..b"}}}', '"a..b" is no path'],
])("a file that says something else is refused and not written over: %s", (content, why) => {
  const disk = new FakeDisk();
  disk.process().makeFolders("/work/.evq");
  disk.put("/work/.evq/imports.json", text(content));
  const profiles = importProfiles(disk.process(), "/work/.evq/store");
  expect(() => profiles.list()).toThrow(why);
  expect(() => profiles.save({ name: "y", mapping: {} })).toThrow(why);
  expect(disk.read("/work/.evq/imports.json")).toEqual(text(content));
});
