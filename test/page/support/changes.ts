import type {
  Change,
  ComparedKind,
  ComparedRow,
  ComparisonSummary,
  FieldChange,
} from "../../../server/protocol/results.ts";
import type { FromPage, ShownRun, ToPage } from "../../../client/protocol/panel.ts";

const int = (value: number | string) => ({ $int: String(value) });

const text =
  "A green tea from the first harvest of the year, picked by hand on the slopes of Mount Fuji and steamed the same day.";

const details: readonly (readonly FieldChange[])[] = [
  [
    { kind: "changed", path: "status", before: "draft", after: "published" },
    { kind: "added", path: "tags[1]", after: "bestseller" },
    { kind: "removed", path: "discount", before: null },
    { kind: "moved", path: "items[2]", from: "items[0]" },
    { kind: "changed", path: "items[2].quantity", before: int(1), after: int(3) },
    { kind: "unchanged", path: "title", before: "Green tea", after: "Green tea" },
    { kind: "unchanged", path: "price", before: 8.5, after: 8.5 },
    { kind: "unchanged", path: "supplier", before: { $json: '{"id":7}' }, after: { $json: '{"id":7}' } },
  ],
  [
    { kind: "changed", path: "stock", before: int("9007199254740993"), after: int("9007199254740992") },
    {
      kind: "changed",
      path: "description",
      before: text,
      after: text.replace("first harvest", "second harvest").replace("by hand", "by machine"),
    },
    { kind: "unchanged", path: "title", before: "Earl Grey", after: "Earl Grey" },
  ],
  [
    { kind: "unchanged", path: "title", after: "Blue cup", before: "Blue cup" },
    { kind: "unchanged", path: "price", after: 14, before: 14 },
  ],
  [],
  Array.from({ length: 20 }, (_, i): FieldChange => ({
    kind: "changed",
    path: `sizes["${i + 30} cm"].stock`,
    before: int(i),
    after: int(i * 7),
  })),
];
const kinds = ["updated", "updated", "created", "viewed", "updated"];
const reasons = ["old", "previous event", "no previous known", "nothing to compare", "old"] as const;

export function change(at: number): Change {
  const kind = at % details.length;
  return {
    event: {
      id: `c${at}`,
      source: "local",
      event_type: kinds[kind] ?? "",
      timestamp: { $time: `2024-01-18T14:${String(at % 60).padStart(2, "0")}:28.976Z` },
      entity_type: "article",
      entity_id: `article-${at + 1}`,
      actor: at % 3 === 2 ? null : "anna.k",
    },
    comparedWith: reasons[kind] ?? "old",
    fields: details[kind] ?? [],
    more: 0,
  };
}

/** A result of a query with `diff`. */
export const changes: Partial<ShownRun> = {
  runId: "changes",
  title: "What was changed, and by whom",
  shape: "changes",
  columns: [{ name: "changes", type: "json" }],
  rowCount: 5000,
};

export const summary: ComparisonSummary = {
  before: "2024-01-17 .. 2024-01-18",
  after: "2024-01-18 .. 2024-01-19",
  keys: ["hour", "event_type"],
  columns: ["payments", "average_ms", "error"],
  added: 1000,
  removed: 1000,
  changed: 1000,
  unchanged: 1732,
};

/** A result of a query that compares. */
export const comparison: Partial<ShownRun> = {
  runId: "comparison",
  title: "The day of the outage against the day before",
  shape: "comparison",
  comparison: summary,
  columns: [{ name: "change", type: "string" }],
  rowCount: 3000,
};

const KINDS: readonly ComparedKind[] = ["changed", "added", "removed"];

function comparedRow(at: number, kind: ComparedKind): ComparedRow {
  const [isAdded, isRemoved] = [kind === "added", kind === "removed"];
  return {
    change: kind,
    key: [{ $time: `2024-01-18T${String(at % 24).padStart(2, "0")}:00:00Z` }, "payment.failed"],
    cells: [
      { before: isAdded ? null : int(at + 2), after: isRemoved ? null : int(at + 28), differs: kind === "changed" },
      { before: isAdded ? null : 390.25, after: isRemoved ? null : 390.25, differs: false },
      {
        before: isAdded ? null : "card_declined",
        after: isRemoved ? null : "provider_timeout",
        differs: kind === "changed",
      },
    ],
  };
}

/** The extension's part for both. */
export function answerChanges(message: FromPage): ToPage | undefined {
  if (message.type === "changes") {
    const { runId, offset, count } = message;
    return {
      type: "changes",
      runId,
      page: { offset, changes: Array.from({ length: count }, (_, i) => change(offset + i)) },
    };
  }
  if (message.type !== "comparison") return undefined;
  const { runId, offset, count, kinds: wanted } = message;
  const shown = KINDS.filter((kind) => wanted.includes(kind));
  const total = shown.length * 1000;
  const rows = Array.from({ length: Math.min(count, total - offset) }, (_, i) => {
    const at = offset + i;
    return comparedRow(at, shown[at % shown.length] ?? "changed");
  });
  return { type: "comparison", runId, page: { offset, kinds: wanted, total, rows } };
}
