import type { Tab } from "../runs/tabs.ts";

/** What a result is found again by after the window was reloaded: when its query ran, in milliseconds since 1970. */
export function keptAs({ at }: Pick<Tab, "at">): string {
  return String(at);
}

/**
 * The result that a tab of the editor showed, by what its page remembered; undefined when that is no longer among those
 * that are open. A browser may close before the page has remembered anything; then the title must do.
 */
export function keptResult(state: unknown, title: string, tabs: readonly Tab[]): Tab | undefined {
  if (state === undefined || state === null) return tabs.findLast((tab) => tab.pinned && tab.state.title === title);
  if (typeof state !== "object" || state === null || !("result" in state)) return undefined;
  return tabs.find((tab) => keptAs(tab) === state.result);
}
