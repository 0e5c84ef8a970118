import { describe, expect, it, vi } from "vitest";
import type { RunState } from "../../../server/protocol/results.ts";
import { Runs } from "../../../client/src/runs/runs.ts";
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

/** A server whose answers the test gives by hand. */
function setUp() {
  const asked: {
    method: string;
    runId?: string;
    answer: (value: unknown) => void;
    refuse: (error: unknown) => void;
  }[] = [];
  let progress: (state: RunState) => void = () => {};
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
  const runs = new Runs(wire as unknown as Wire);
  const shown: string[] = [];
  runs.onDidChange((state) => shown.push(`${state?.runId} ${state?.phase} ${state?.failure?.code ?? ""}`.trim()));
  return { runs, asked, shown, progress: (state: RunState) => progress(state) };
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

  it("close the one before, and one that was overtaken", async () => {
    const { runs, asked, shown } = setUp();
    const first = runs.start(place, {});
    const second = runs.start(place, {});
    asked[1]?.answer({ ...running, runId: "run-2" });
    await second;
    asked[0]?.answer(running);
    await first;
    expect(shown).toEqual(["run-2 running"]);
    const third = runs.start(place, {});
    asked.at(-1)?.answer({ ...running, runId: "run-3" });
    await third;
    expect(asked.filter(({ method }) => method === "evq/run/close").map(({ runId }) => runId)).toEqual([
      "run-1",
      "run-2",
    ]);
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
    await vi.waitFor(() => expect(asked[1]).toMatchObject({ method: "evq/run/cancel", runId: "run-1" }));
    asked[1]?.answer(null);
    await start;
  });
});
