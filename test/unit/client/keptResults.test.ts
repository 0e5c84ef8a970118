import { expect, test } from "vitest";
import type { Memento } from "vscode";
import { keptAs, keptResult } from "../../../client/src/panels/keptResult.ts";
import { recalledTabs, rememberTabs } from "../../../client/src/runs/rememberedTabs.ts";
import { Tabs } from "../../../client/src/runs/tabs.ts";
import type { RunState } from "../../../server/protocol/results.ts";

function memory(): Memento {
  const kept = new Map<string, string>();
  const get = (key: string): unknown => JSON.parse(kept.get(key) ?? "null");
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string) => get(key) as T,
    update: async (key, value) => void kept.set(key, JSON.stringify(value)),
  };
}

const stateOf = (runId: string, text: string): RunState => ({
  runId,
  title: text,
  text,
  query: "0",
  phase: "done",
  columns: [],
  rowCount: 7,
  elapsedMs: 1,
  notes: [],
  completeness: { verdict: "complete" },
});
const place = (uri: string) => ({ uri, position: { line: 3, character: 0 } });

test("after a reload an editor tab finds its result, with the query's text, and another run of it brings its rows there", async () => {
  const [before, store] = [new Tabs(() => {}), memory()];
  before.show(1, place("file:///a.evq"), stateOf("run-1", "from local.a"), 1000);
  before.show(2, place("file:///b.evq"), stateOf("run-2", "from local.b"), 2000);
  before.pin(before.all[0]!.id, true);
  const page = { places: [], result: keptAs(before.all[0]!) };
  await rememberTabs(store, before);

  const { tabs, active } = recalledTabs(store);
  const dropped: string[] = [];
  const after = new Tabs(({ state }) => dropped.push(state.runId), tabs, active);
  const found = keptResult(page, "", after.all)!;
  expect(found).toMatchObject({ gone: true, pinned: true, state: { text: "from local.a", rowCount: 7 } });
  expect(keptResult({ result: "1" }, "from local.a", after.all)).toBeUndefined();
  for (const odd of [5, {}, { result: 1000 }]) expect(keptResult(odd, "from local.a", after.all)).toBeUndefined();
  expect(keptResult(undefined, "from local.a", after.all)).toBe(found); // the page had no time to remember
  expect(keptResult(undefined, "from local.b", after.all)).toBeUndefined(); // it was never in an editor tab

  after.show(3, place("file:///a.evq"), stateOf("run-3", "from local.a"), 3000);
  expect(after.all).toHaveLength(2);
  expect(after.all.find(({ id }) => id === found.id)).toMatchObject({
    gone: false,
    pinned: true,
    state: { runId: "run-3" },
  });
  after.show(4, place("file:///a.evq"), stateOf("run-4", "from local.a"), 4000);
  expect(after.all).toHaveLength(3); // a pinned one that has its rows stays as it is
});
