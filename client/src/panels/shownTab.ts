import type { ShownTab, TabMark } from "../../protocol/panel.ts";
import type { Tab } from "../runs/tabs.ts";

/** A tab as the page shows it. */
export function shownTab(tab: Tab): ShownTab {
  const { id, place, state, pinned } = tab;
  return { id, title: state.title, file: fileName(place.uri), mark: markOf(tab), pinned };
}

function markOf({ state: { phase, completeness, expectations = [] }, gone }: Tab): TabMark {
  if (gone) return "gone";
  if (phase === "done" && expectations.some(({ met }) => !met)) return "unmet";
  return phase === "done" ? (completeness?.verdict ?? "unknown") : phase;
}

function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a per cent sign that begins no escape
  }
}
