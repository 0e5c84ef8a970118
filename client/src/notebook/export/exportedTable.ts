import type { Change, Column, FieldChange, WireValue } from "../../../../server/protocol/results.ts";
import type { SavedResult } from "../../../protocol/notebook.ts";
import { tabSeparated } from "../../panels/tabSeparated.ts";

/** A result as a reader of a page wants it: changes and differences say what changed, other rows are as they are. */
export function exportedTable(result: SavedResult): Pick<SavedResult, "columns" | "rows" | "totals"> {
  const { changes, comparison, compared } = result;
  if (changes) return { columns: texts("time", "event", "entity", "actor", "changes"), rows: changes.map(changeRow) };
  if (!comparison || !compared) return result;
  return {
    columns: texts("change", ...comparison.keys, ...comparison.columns),
    rows: compared.map(({ change, key, cells }) => [
      change,
      ...key,
      ...cells.map(({ before, after, differs }) => {
        if (change === "added") return after;
        if (change === "removed") return before;
        return differs ? `${plain(before)} → ${plain(after)}` : after;
      }),
    ]),
  };
}

function changeRow({ event, comparedWith, fields, more }: Change): readonly WireValue[] {
  const isKnown = comparedWith === "old" || comparedWith === "previous event";
  const lines = fields.filter(({ kind }) => kind !== "unchanged").map(fieldText);
  if (more > 0) lines.push(`and ${more.toLocaleString("en-US")} more`);
  const entity = [event.entity_type, event.entity_id].map(plain).filter(Boolean).join(" ");
  return [event.timestamp, event.event_type, entity, event.actor, isKnown ? lines.join("; ") : comparedWith];
}

function fieldText({ kind, path, from, before = null, after = null }: FieldChange): string {
  const name = path === "" ? "value" : path;
  switch (kind) {
    case "added":
      return `${name}: added ${plain(after)}`;
    case "removed":
      return `${name}: removed ${plain(before)}`;
    case "moved":
      return `${name}: moved from ${from ?? ""}`;
    case "changed":
    case "unchanged":
      return `${name}: ${plain(before)} → ${plain(after)}`;
  }
}

function texts(...names: readonly string[]): readonly Column[] {
  return names.map((name) => ({ name, type: "mixed" }));
}

function plain(value: WireValue): string {
  return tabSeparated([[value]]);
}
