import type { Tab } from "../runs/tabs.ts";

/** What a result is found again by after the window was reloaded: when its query ran, in milliseconds since 1970. */
export function keptAs({ at }: Pick<Tab, "at">): string {
  return String(at);
}

/** The result that a page showed, by what it remembered; undefined when that is no longer among those that are open. */
export function keptResult(state: unknown, tabs: readonly Tab[]): Tab | undefined {
  if (typeof state !== "object" || state === null || !("result" in state)) return undefined;
  return tabs.find((tab) => keptAs(tab) === state.result);
}
