import type { Evq } from "../evq.ts";
import type { Runs } from "../runs/runs.ts";
import type { Tab } from "../runs/tabs.ts";

/** A command about a result: the tab whose menu it was chosen from, else the one that is shown. */
function onTab(act: (evq: Evq, tab: Tab) => void): (evq: Evq, ...args: readonly unknown[]) => Promise<void> {
  return async (evq, context) => {
    const tab = namedTab(evq.runs, context) ?? evq.runs.active;
    if (tab) act(evq, tab);
  };
}

export const closeTab = onTab(({ runs }, { id }) => runs.closeTab(id));
export const closeOtherTabs = onTab(({ runs }, { id }) => runs.closeOtherTabs(id));
export const pinTab = onTab(({ runs }, { id }) => runs.pinTab(id, true));
export const unpinTab = onTab(({ runs }, { id }) => runs.pinTab(id, false));
export const openBeside = onTab(({ results }, tab) => results.openBeside(tab));

/** What VS Code hands to a command of a webview's menu is what the page wrote into `data-vscode-context`. */
function namedTab({ tabs }: Runs, context: unknown): Tab | undefined {
  if (typeof context !== "object" || context === null || !("tab" in context)) return undefined;
  const { tab } = context;
  return tabs.find(({ id }) => id === tab);
}
