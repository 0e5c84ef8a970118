import type { ReducedTable, WireValue } from "../../../server/protocol/results.ts";
import type { ShownRun, ShownTab } from "../../../client/protocol/panel.ts";

/** A reduced result: payments an hour and kind, with an hour in which nothing happened. */
export const payments: Partial<ShownRun> = {
  runId: "payments",
  title: "Payments by hour: when did it begin?",
  columns: [
    { name: "hour", type: "time", role: { kind: "key", binMs: 3_600_000 } },
    { name: "event_type", type: "string", role: { kind: "key" } },
    { name: "payments", type: "integer", role: { kind: "aggregate", function: "count" } },
    { name: "average_ms", type: "number", role: { kind: "aggregate", function: "avg" } },
    { name: "slowest", type: "integer", role: { kind: "aggregate", function: "max" } },
  ],
  rowCount: 22,
  notes: [{ code: "ran-at-source", clause: "reduce", message: "The store reduces." }],
};

const hours = [8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19];
const int = (value: number) => ({ $int: String(value) });
const count = (row: number) => (row % 2 === 0 ? 40 + ((row * 17) % 31) : Math.max(1, row - 9));

export function payment(row: number): readonly WireValue[] {
  const hour = hours[Math.floor(row / 2)];
  if (hour === undefined) return [];
  return [
    { $time: `2024-01-18T${String(hour).padStart(2, "0")}:00:00Z` },
    row % 2 === 0 ? "payment.captured" : "payment.failed",
    int(count(row)),
    120.25 + ((row * 37) % 90),
    int(900 + ((row * 131) % 700)),
  ];
}

export const paymentGroups: ReducedTable = {
  totals: [
    null,
    null,
    int(Array.from({ length: 22 }, (_, row) => count(row)).reduce((a, b) => a + b)),
    null,
    int(1589),
  ],
  grouping: {
    kind: "grouped",
    groups: hours.map((hour, at) => ({
      key: { $time: `2024-01-18T${String(hour).padStart(2, "0")}:00:00Z` },
      start: at * 2,
      count: 2,
      totals: [null, null, int(count(at * 2) + count(at * 2 + 1)), null, int(1200)],
    })),
  },
};

/** A result by one key, for bars. */
export const types: Partial<ShownRun> = {
  runId: "types",
  title: "Events by type",
  columns: [
    { name: "event_type", type: "string", role: { kind: "key" } },
    { name: "count()", type: "integer", role: { kind: "aggregate", function: "count" } },
  ],
  rowCount: 7,
};

export function typeRow(row: number): readonly WireValue[] {
  const names = ["order.created", "order.shipped", "payment.captured", "payment.failed", "login", "logout", null];
  return row < names.length ? [names[row] ?? null, int(730 - row * row * 17)] : [];
}

export const tabs: readonly ShownTab[] = [
  {
    id: "tab-1",
    title: "Payments by hour: when did it begin?",
    file: "03-reduce-by-hour.evq",
    mark: "complete",
    pinned: true,
  },
  { id: "tab-2", title: "The latest orders", file: "01-first-query.evq", mark: "truncated", pinned: false },
  { id: "tab-3", title: "from local.audit", file: "audit.evq", mark: "running", pinned: false },
  { id: "tab-4", title: "Who archived what", file: "audit.evq", mark: "failed", pinned: false },
];
