import { describe, expect, it } from "vitest";
import { FakeDisk } from "../../support/fakeDisk.ts";
import { failureOf, namesIn, newEvents, storeOn } from "../../support/store.ts";

describe("a log", () => {
  it("is made empty with a description, once", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.create("app", 'what the "app" did\n');
    expect(await failureOf(store.create("app", ""))).toBe("log.exists");
    expect(await failureOf(store.create("", ""))).toBe("log.name-invalid");
    expect(await failureOf(store.create("b", "x".repeat(2001)))).toBe("usage");
    const found = await storeOn(disk.process()).describe("app");
    expect(found).toMatchObject({ name: "app", events: 0, description: 'what the "app" did\n' });
    expect(Date.parse(found.created ?? "")).toBeGreaterThan(1_700_000_000_000);
    expect(await store.has("app")).toBe(true);
    expect(await store.has("other")).toBe(false);
  });

  it("keeps its events under another name, also for a process that has read it", async () => {
    const disk = new FakeDisk();
    const [store, other] = [storeOn(disk.process()), storeOn(disk.process())];
    await store.append("app", newEvents("a"));
    await other.read("app");
    await store.create("taken", "");
    await store.update("app", { name: "shop", description: "sold things" });
    await store.append("shop", newEvents("b"));
    expect([...namesIn(await other.read("shop")).values()]).toEqual(["a", "b"]);
    expect(await failureOf(other.read("app"))).toBe("log.unknown");
    expect(await other.describe("shop")).toMatchObject({ description: "sold things", events: 2 });
    for (const change of [{ name: "taken" }, { name: " x" }])
      expect(await failureOf(store.update("shop", change))).not.toBe("none");
    expect(await failureOf(store.update("app", { name: "y" }))).toBe("log.unknown");
    expect((await store.summary()).logs.map(({ name }) => name)).toEqual(["shop", "taken"]);
  });

  it("says what each appended event was given", async () => {
    const store = storeOn(new FakeDisk().process());
    const { identities } = await store.append("app", [
      { type: "t", stream: "x", payload: null },
      { id: "mine", type: "t", stream: "x", timestamp: 5n, payload: null },
      { id: "mine", type: "t", payload: null },
    ]);
    expect(identities.map(({ id, sequence }) => [id.endsWith("-1") || id, sequence])).toEqual([
      [true, 1],
      ["mine", 2],
    ]);
    expect(identities[1]?.timestamp).toBe(5);
  });

  it("with a description that cannot be read is still read, and the store says so", async () => {
    const disk = new FakeDisk();
    const store = storeOn(disk.process());
    await store.append("app", newEvents("a"));
    disk.put("/store/logs/app/about.json", new TextEncoder().encode('{"description":7}'));
    expect(await store.summary()).toMatchObject({
      logs: [{ name: "app", events: 1 }],
      problems: ["app: Its description cannot be read; describe it anew."],
    });
    await store.update("app", { description: "anew" });
    expect((await store.summary()).problems).toEqual([]);
  });
});
