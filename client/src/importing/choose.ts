import { QuickInputButtons, window, type QuickPickItem } from "vscode";

export interface ChooseOptions<T extends QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly T[];
  readonly active?: T | undefined;
  readonly step?: number;
  readonly steps?: number;
  /** Whether there is a step before this one. */
  readonly back?: boolean;
}

/** Lets the user pick one of a list: the item, `back` for the step before, undefined for Escape. */
export function choose<T extends QuickPickItem>(options: ChooseOptions<T>): Promise<T | "back" | undefined> {
  const pick = window.createQuickPick<T>();
  pick.title = options.title;
  pick.placeholder = options.placeholder;
  pick.items = options.items;
  pick.activeItems = options.active ? [options.active] : [];
  pick.step = options.step;
  pick.totalSteps = options.steps;
  pick.buttons = options.back ? [QuickInputButtons.Back] : [];
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
      pick.hide();
    });
    pick.onDidTriggerButton(() => {
      resolve("back");
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
