import { describe, expect, it, vi } from "vitest";
import type { Memento } from "vscode";
import type { RunState } from "../../../server/protocol/results.ts";
import { shownTab } from "../../../client/src/panels/shownTab.ts";
import { Runs } from "../../../client/src/runs/runs.ts";
import { MAX_TABS } from "../../../client/src/runs/tabs.ts";
import type { Wire } from "../../../client/src/wire.ts";

vi.mock("vscode", () => ({
  EventEmitter: class<T> {
    readonly #listeners: ((value: T) => void)[] = [];
    readonly event = (listener: (value: T) => void) => {
      this.#listeners.push(listener);
      return { dispose: () => {} };
    };
    fire(value: T): void {
      for (const listener of this.#listeners) listener(value);
    }
    dispose(): void {}
  },
}));

const place = { uri: "file:///a.evq", position: { line: 0, character: 0 } };
const running: RunState = {
  runId: "run-1",
  title: "t",
  text: "",
  phase: "running",
  columns: [],
  rowCount: 0,
  elapsedMs: 0,
  notes: [],
};

/** A server whose answers the test gives by hand, and a memory that outlives the session. */
function setUp(kept?: unknown) {
  const asked: {
    method: string;
    runId?: string;
    answer: (value: unknown) => void;
    refuse: (error: unknown) => void;
  }[] = [];
  let progress: (state: RunState) => void = () => {};
  const memory = { value: kept };
  const wire = {
    on: () => (listener: (state: RunState) => void) => {
      progress = listener;
      return { dispose: () => {} };
    },
    request: (method: string, { runId }: { runId?: string }) =>
      new Promise((answer, refuse) =>
        asked.push({ method, ...(runId === undefined ? {} : { runId }), answer, refuse }),
      ),
  };
  const memento = {
    get: () => memory.value,
    update: async (_key: string, value: unknown) => void (memory.value = JSON.parse(JSON.stringify(value ?? null))),
  };
  const runs = new Runs(wire as unknown as Wire, memento as unknown as Memento);
  const shown: string[] = [];
  runs.onDidChange((state) => shown.push(`${state?.runId} ${state?.phase} ${state?.failure?.code ?? ""}`.trim()));
  const started = async (runId: string, query: string, at = place) => {
    const start = runs.start(at, {});
    asked.at(-1)?.answer({ ...running, runId, query, title: query });
    await start;
  };
  const titles = () => runs.tabs.map(({ state, pinned }) => `${state.runId}${pinned ? "*" : ""}`);
  const closed = () => asked.filter(({ method }) => method === "evq/run/close").map(({ runId }) => runId);
  return { runs, asked, shown, memory, started, titles, closed, progress: (state: RunState) => progress(state) };
}

const done = { ...running, phase: "done" as const, rowCount: 7 };

describe("runs", () => {
  it("show what the server says, also when it reports before it answers", async () => {
    const { runs, asked, shown, progress } = setUp();
    const start = runs.start(place, {});
    progress(done);
    asked[0]?.answer(running);
    await start;
    expect(shown).toEqual(["run-1 done"]);
    expect(runs.current?.rowCount).toBe(7);
  });

  it("leave out reports about other runs", async () => {
    const { runs, asked, shown, progress } = setUp();
    const start = runs.start(place, {});
    asked[0]?.answer(running);
    await start;
    progress({ ...done, runId: "run-9" });
    progress(done);
    expect(shown).toEqual(["run-1 running", "run-1 done"]);
  });

  it("close the one before of the same query, and one that was overtaken", async () => {
    const { runs, asked, shown, started, closed, titles } = setUp();
    const first = runs.start(place, {});
    const second = runs.start(place, {});
    asked[1]?.answer({ ...running, runId: "run-2", query: "q" });
    await second;
    asked[0]?.answer({ ...running, query: "q" });
    await first;
    expect(shown.at(-1)).toBe("run-2 running");
    await started("run-3", "q");
    expect(closed()).toEqual(["run-1", "run-2"]);
    expect(titles()).toEqual(["run-3"]);
  });

  it("that cannot start are shown as failed", async () => {
    const { runs, asked, shown } = setUp();
    const start = runs.start(place, {});
    asked[0]?.refuse(Object.assign(new Error("m"), { data: { code: "query.invalid", message: "m" } }));
    await start;
    expect(shown).toEqual(["not-begun-1 failed query.invalid"]);
  });

  it("say that they run while the server is busy, and can be cancelled even then", async () => {
    vi.useFakeTimers();
    const { runs, asked, shown } = setUp();
    const start = runs.start(place, {});
    vi.advanceTimersByTime(300);
    vi.useRealTimers();
    expect(shown).toEqual(["not-begun-1 running"]);
    await runs.cancel();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(running);
    await expect.poll(() => asked[1]).toMatchObject({ method: "evq/run/cancel", runId: "run-1" });
    asked[1]?.answer(null);
    await start;
    expect(runs.tabs).toHaveLength(1);
  });

  it("whose tab was closed before they began are not wanted any more", async () => {
    vi.useFakeTimers();
    const { runs, asked, closed } = setUp();
    const start = runs.start(place, {});
    vi.advanceTimersByTime(300);
    vi.useRealTimers();
    runs.closeTab(runs.active?.id ?? "");
    asked[0]?.answer(running);
    await start;
    expect(closed()).toEqual(["run-1"]);
    expect(runs.tabs).toEqual([]);
  });
});

describe("tabs", () => {
  const other = { ...place, uri: "file:///b%20c.evq" };

  it("are one a query, and the same query again takes its own", async () => {
    const { runs, started, titles, closed } = setUp();
    await started("run-1", "first");
    await started("run-2", "second");
    await started("run-3", "first", other);
    expect(titles()).toEqual(["run-1", "run-2", "run-3"]);
    await started("run-4", "first");
    expect(titles()).toEqual(["run-4", "run-2", "run-3"]);
    expect(closed()).toEqual(["run-1"]);
    expect(runs.current?.runId).toBe("run-4");
  });

  it("that are pinned stay, and another run gets a tab of its own", async () => {
    const { runs, started, titles } = setUp();
    await started("run-1", "first");
    runs.pinTab(runs.active?.id ?? "", true);
    await started("run-2", "first");
    await started("run-3", "first");
    expect(titles()).toEqual(["run-1*", "run-3"]);
    runs.closeOtherTabs(runs.active?.id ?? "");
    expect(titles()).toEqual(["run-1*", "run-3"]);
  });

  it("are not too many: the oldest that is not pinned goes, with its rows", async () => {
    const { runs, started, closed } = setUp();
    await started("run-0", "0");
    runs.pinTab(runs.active?.id ?? "", true);
    for (let at = 1; at < MAX_TABS + 2; at++) await started(`run-${at}`, String(at));
    expect(runs.tabs).toHaveLength(MAX_TABS);
    expect(closed()).toEqual(["run-1", "run-2"]);
    expect(runs.tabs[0]?.state.runId).toBe("run-0");
  });

  it("close: the next one is shown, and at last none", async () => {
    const { runs, started, shown, titles, closed } = setUp();
    for (const name of ["a", "b", "c"]) await started(name, name);
    runs.activate(runs.tabs[1]?.id ?? "");
    runs.closeTab(runs.tabs[1]?.id ?? "");
    expect(runs.current?.runId).toBe("c");
    runs.closeTab(runs.tabs[1]?.id ?? "");
    expect(titles()).toEqual(["a"]);
    runs.closeTab(runs.tabs[0]?.id ?? "");
    expect(shown.at(-1)).toBe("undefined undefined");
    expect(closed()).toEqual(["b", "c", "a"]);
  });

  it("know which run goes on: the one that is shown, else the last one begun", async () => {
    const { runs, started, progress, asked } = setUp();
    await started("a", "a");
    await started("b", "b");
    runs.activate(runs.tabs[0]?.id ?? "");
    expect(runs.running?.runId).toBe("a");
    progress({ ...running, runId: "a", phase: "done" });
    expect(runs.running?.runId).toBe("b");
    void runs.cancel();
    expect(asked.at(-1)).toMatchObject({ method: "evq/run/cancel", runId: "b" });
  });

  it("come back after a reload as what they are: without rows, until they run again", async () => {
    const before = setUp();
    await before.started("run-1", "first");
    await before.started("run-2", "second", other);
    before.progress({ ...done, runId: "run-1", query: "first", completeness: { verdict: "complete" } });
    before.runs.pinTab(before.runs.tabs[0]?.id ?? "", true);
    before.runs.activate(before.runs.tabs[0]?.id ?? "");

    const after = setUp(before.memory.value);
    expect(after.runs.tabs.map(({ gone, pinned, place }) => [gone, pinned, place])).toEqual([
      [true, true, place],
      [true, false, other],
    ]);
    expect(after.runs.current).toMatchObject({ phase: "done", rowCount: 7, completeness: { verdict: "complete" } });
    await after.started("run-1", "second", other);
    expect(after.runs.tabs.map(({ gone }) => gone)).toEqual([true, false]);
    after.runs.closeTab(after.runs.tabs[0]?.id ?? "");
    expect(after.closed()).toEqual([]);
  });

  it.each([undefined, null, 5, [null, {}, { uri: 1 }, { uri: "a", title: "t", position: {} }]])(
    "are not made of a memory such as %j",
    (kept) => {
      expect(setUp(kept).runs.tabs).toEqual([]);
    },
  );
});

describe("the marks of tabs", () => {
  it("say how a result stands, and which file it is of", async () => {
    const { runs, started, progress } = setUp();
    await started("a", "a", { ...place, uri: "file:///x/b%20c.evq" });
    const mark = () => shownTab(runs.tabs[0]!);
    expect(mark()).toEqual({ id: "tab-1", title: "a", file: "b c.evq", mark: "running", pinned: false });
    progress({ ...done, runId: "a", query: "a", completeness: { verdict: "truncated", reason: "r" } });
    expect(mark()).toMatchObject({ mark: "truncated" });
    const unmet = { text: "expect rows = 0", met: false, message: "There are 2." };
    progress({ ...done, runId: "a", query: "a", completeness: { verdict: "complete" }, expectations: [unmet] });
    expect(mark()).toMatchObject({ mark: "unmet" });
    progress({ ...done, runId: "a", query: "a" });
    expect(mark()).toMatchObject({ mark: "unknown" });
  });
});
