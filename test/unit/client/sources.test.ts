import { homedir } from "node:os";
import { describe, expect, it, vi } from "vitest";
import type { LogStats, LogSummary, StoreSummary } from "../../../server/protocol/logs.ts";
import { childrenOf, itemOf, type SourceNode } from "../../../client/src/sources/nodes.ts";

vi.mock("vscode", () => ({
  ThemeColor: class {},
  ThemeIcon: class {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
    }
  },
  TreeItem: class {
    label: string;
    collapsibleState: number;
    constructor(label: string, state: number) {
      this.label = label;
      this.collapsibleState = state;
    }
  },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
}));

const orders: LogSummary = {
  name: "orders",
  events: 1234,
  streams: 130,
  first: "2024-01-15T00:00:00Z",
  last: "2024-01-20T12:30:00Z",
  bytes: 1_500_000,
};
const empty: LogSummary = { name: "empty", events: 0, streams: 0, bytes: 0 };
const store: StoreSummary = { path: `${homedir()}/logs/.evq/store`, logs: [orders, empty], problems: [] };

const wire = (stats?: Partial<LogStats>) => ({
  request: vi.fn(async () => ({ log: orders, types: [], streams: [], ...stats }) as never),
});
const shown = (nodes: readonly SourceNode[]) =>
  nodes.map((node) => {
    const { label, description, contextValue } = itemOf(node);
    return [label, description, contextValue];
  });

describe("the tree of sources", () => {
  it("has the store with its folder, and below it what needs attention before the logs", async () => {
    const node: SourceNode = {
      kind: "store",
      home: homedir(),
      store: { ...store, writer: "evq import (7)", problems: ["odd.log is cut."] },
    };
    expect(shown([node])).toEqual([["local", "~/logs/.evq/store", "store.problems"]]);
    expect(shown(await childrenOf(node, wire()))).toEqual([
      ["odd.log is cut.", undefined, "problem"],
      ["evq import (7) writes to this store", undefined, "writer"],
      ["orders", "1,234 events · until 2024-01-20", "log"],
      ["empty", "0 events", "log"],
    ]);
  });

  it("says that a store is in memory, and what that means", () => {
    const item = itemOf({ kind: "store", store: { ...store, path: "/memory", inMemory: true } });
    expect(item.description).toBe("in memory");
    expect(item.tooltip).toMatch(/gone when this window is closed/);
  });

  it("asks for the streams of a log when it is opened, and counts those that are not listed", async () => {
    const asked = wire({
      streams: [
        { name: "eu", events: 1000, first: "2024-01-15T00:00:00Z" },
        { name: null, events: 200 },
        { name: "us", events: 1 },
      ],
    });
    const children = await childrenOf({ kind: "log", log: orders }, asked);
    expect(asked.request).toHaveBeenCalledWith("evq/log/stats", { log: "orders" });
    expect(shown(children)).toEqual([
      ["eu", "1,000 events", "stream"],
      ["no stream", "200 events", "stream.none"],
      ["us", "1 event", "stream"],
      ["and 128 streams with fewer events", undefined, "more"],
    ]);
  });

  it("tells times and size of a log, and does not open one without streams", () => {
    expect(itemOf({ kind: "log", log: orders }).tooltip).toBe(
      "orders\n1,234 events in 130 streams, 1.5 MB\nfirst 2024-01-15T00:00:00Z\nlast 2024-01-20T12:30:00Z",
    );
    expect(itemOf({ kind: "log", log: empty }).collapsibleState).toBe(0);
    expect(itemOf({ kind: "log", log: orders }).collapsibleState).toBe(1);
  });

  it("gives every row an id of its own, whatever streams are called", () => {
    const ids = [
      { kind: "log", log: orders } as const,
      ...["none", "stream none", null].map(
        (name) => ({ kind: "stream", log: orders, stream: { name, events: 1 } }) as const,
      ),
    ].map((node) => itemOf(node).id);
    expect(new Set(ids).size).toBe(4);
  });
});
