import type { Memento } from "vscode";
import type { Completeness, RunPhase, RunState, Verdict } from "../../../server/protocol/results.ts";
import type { Tab, Tabs } from "./tabs.ts";

const KEY = "results.tabs";
/** Of a query's text no more than this is kept. */
const MAX_TEXT = 5000;

/** What is written of each tab for the time after a reload: what can be shown then, and nothing of the rows. */
export async function rememberTabs(memory: Memento, { all, active }: Tabs): Promise<void> {
  const tabs = all.map(({ place, pinned, at, state, id }) => ({
    ...place,
    pinned,
    at,
    active: id === active?.id,
    title: state.title.slice(0, 200),
    text: state.text.slice(0, MAX_TEXT),
    query: state.query,
    phase: state.phase,
    rowCount: state.rowCount,
    elapsedMs: state.elapsedMs,
    completeness: state.completeness,
  }));
  await memory.update(KEY, tabs.length > 0 ? tabs : undefined);
}

/** The tabs of the session before, and which one was shown. What is not as we write it is left out. */
export function recalledTabs(memory: Memento): { readonly tabs: readonly Tab[]; readonly active?: string } {
  const kept: unknown = memory.get(KEY);
  const read = (Array.isArray(kept) ? kept : []).flatMap((one, index) => readTab(one, index) ?? []);
  const active = read.find((one) => one.active)?.tab.id;
  return { tabs: read.map(({ tab }) => tab), ...(active !== undefined && { active }) };
}

function readTab(value: unknown, index: number): { readonly tab: Tab; readonly active: boolean } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { uri, position, pinned, at, active, title, text, query, phase, rowCount, elapsedMs, completeness } =
    value as Readonly<Record<string, unknown>>;
  if (typeof uri !== "string" || typeof title !== "string" || !isPosition(position)) return undefined;
  const { line, character } = position;
  const known = readCompleteness(completeness);
  const state: RunState = {
    runId: `gone-${index}`,
    title,
    text: typeof text === "string" ? text : "",
    ...(typeof query === "string" && { query }),
    phase: phases.find((one) => one === phase) ?? "done",
    columns: [],
    rowCount: count(rowCount),
    elapsedMs: count(elapsedMs),
    notes: [],
    ...(known && { completeness: known }),
  };
  const tab = {
    id: `tab-${index + 1}`,
    place: { uri, position: { line, character } },
    state,
    started: index - 1000,
    at: count(at),
    pinned: pinned === true,
    gone: true,
  };
  return { tab, active: active === true };
}

const phases: readonly RunPhase[] = ["done", "failed", "cancelled"];
const verdicts: readonly Verdict[] = ["complete", "truncated", "partial", "before-retention"];

function readCompleteness(value: unknown): Completeness | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { verdict, reason } = value as Readonly<Record<string, unknown>>;
  const known = verdicts.find((one) => one === verdict);
  return known && { verdict: known, ...(typeof reason === "string" && { reason }) };
}

function isPosition(value: unknown): value is Tab["place"]["position"] {
  if (typeof value !== "object" || value === null) return false;
  const { line, character } = value as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(line) && Number.isSafeInteger(character);
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : 0;
}
