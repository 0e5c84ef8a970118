import { describe, expect, it, vi } from "vitest";
import type { CodeLens, Memento } from "vscode";
import { withValues } from "../../../client/src/runs/parameterLenses.ts";
import { Parameters } from "../../../client/src/runs/parameters.ts";
import type { ParameterNeed } from "../../../server/protocol/requests.ts";

const box = vi.hoisted(() => ({ answers: [] as (string | undefined)[], asked: [] as { title: string }[] }));

vi.mock("vscode", () => ({
  EventEmitter: class {
    readonly event = () => ({ dispose: () => {} });
    fire(): void {}
    dispose(): void {}
  },
  InputBoxValidationSeverity: { Error: 3 },
  window: {
    showInputBox: (options: { title: string }) => {
      box.asked.push(options);
      return Promise.resolve(box.answers.shift());
    },
  },
}));

const kind: ParameterNeed = { name: "kind", type: "string" };
const since: ParameterNeed = { name: "since", type: "time", initial: "ago(1d)" };
const place = (uri = "file:///a.evq") => ({ uri, position: { line: 0, character: 0 } });

function setUp(needs: readonly ParameterNeed[], kept = new Map<string, unknown>()) {
  box.asked.length = 0;
  box.answers = [];
  const memory = {
    keys: () => [...kept.keys()],
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void (value === undefined ? kept.delete(key) : kept.set(key, value)),
  } as Memento;
  return { parameters: new Parameters({ request: async () => needs }, memory), kept };
}

describe("parameters", () => {
  it("are asked for once, and remembered for the file in the next session", async () => {
    const { parameters, kept } = setUp([kind, since]);
    box.answers = ["order.placed"];
    expect(await parameters.values(place())).toEqual({ kind: "order.placed" });
    expect(await parameters.values(place())).toEqual({ kind: "order.placed" });
    expect(box.asked.map(({ title }) => title)).toEqual(["Parameter $kind"]);
    const next = setUp([kind], kept);
    expect(await next.parameters.values(place())).toEqual({ kind: "order.placed" });
    expect(box.asked).toEqual([]);
    box.answers = [undefined];
    expect(await next.parameters.values(place("file:///b.evq")), "another file").toBeUndefined();
  });

  it("of unsaved documents are not kept for the next session, and a value of another type is not taken", async () => {
    const { parameters, kept } = setUp([kind]);
    box.answers = ["a"];
    expect(await parameters.values(place("untitled:Untitled-1"))).toEqual({ kind: "a" });
    expect(kept.size).toBe(0);
    await parameters.set("file:///a.evq", kind, "a");
    expect(parameters.value("file:///a.evq", { ...kind, type: "number" })).toBeUndefined();
  });

  it("with a default are not asked for, and what the user set counts until it is forgotten", async () => {
    const { parameters } = setUp([since]);
    expect(await parameters.values(place())).toEqual({});
    await parameters.set("file:///a.evq", since, "ago(2d)");
    expect(await parameters.values(place())).toEqual({ since: "ago(2d)" });
    await parameters.set("file:///a.evq", since, undefined);
    expect(await parameters.values(place())).toEqual({});
    expect(box.asked).toEqual([]);
  });

  it("are not remembered when the user presses Escape at one of them", async () => {
    const { parameters } = setUp([kind, { name: "other", type: "string" }]);
    box.answers = ["a", undefined];
    expect(await parameters.values(place())).toBeUndefined();
    expect(box.asked.map(({ title }) => title)).toEqual(["Parameter $kind (1 of 2)", "Parameter $other (2 of 2)"]);
  });
});

describe("lenses", () => {
  const lens = (...names: readonly string[]) =>
    ({ command: { command: "evq.changeParameters", title: "", arguments: ["u", {}, names] } }) as unknown as CodeLens;
  it("show the values, shortened, and draw no icon that a value names", () => {
    const values: Record<string, string> = { a: "x", b: "$(trash) b", c: "long ".repeat(20) };
    const titles = withValues([lens("a", "none"), lens("b"), lens("c")], "u", { shown: (_uri, name) => values[name] });
    expect(titles.map(({ command }) => command?.title)).toEqual([
      "$a = x, $none",
      "$b = \\$(trash) b",
      `$c = ${"long ".repeat(20).slice(0, 29)}…`,
    ]);
  });
  it("of other commands stay as they are", () => {
    const run = { command: { command: "evq.run", title: "Run", arguments: [] } } as unknown as CodeLens;
    expect(withValues([run], "u", { shown: () => "x" })[0]?.command?.title).toBe("Run");
  });
});
