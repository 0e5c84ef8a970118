import { QuickPickItemKind, ThemeIcon, window, type QuickInputButton, type QuickPickItem } from "vscode";
import type { Column, RunState, Sort, SortKey } from "../../../server/protocol/results.ts";
import { orderOf, withKey, withoutKey } from "../runs/order.ts";

interface Item extends QuickPickItem {
  /** What the order is once this one is chosen. */
  readonly order?: Sort;
  readonly column?: string;
  readonly isDone?: true;
}

const away: QuickInputButton = { iconPath: new ThemeIcon("close"), tooltip: "Leave Out of the Order" };

/**
 * Lets the user put together the columns that a result is ordered by, in a list that stays open until it is done.
 * @returns null: as the query has the rows; undefined on Escape, and where the result has no columns
 */
export async function chooseOrder(run: RunState): Promise<Sort | null | undefined> {
  if (run.columns.length === 0) {
    void window.showInformationMessage("This result has no columns to sort by.");
    return undefined;
  }
  const pick = window.createQuickPick<Item>();
  let order = orderOf(run);
  const show = (now: Sort, column?: string) => {
    order = now;
    pick.value = "";
    pick.items = itemsOf(run.columns, now);
    pick.activeItems = pick.items.filter((item) => (column === undefined ? item.isDone : item.column === column));
  };
  pick.title = "Sort All Rows by Columns";
  pick.placeholder = "Choose columns in the order in which they count, then sort";
  pick.matchOnDescription = true;
  show(order);
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.order) return show(item.order, item.column);
      if (!item) return;
      resolve(order.length > 0 ? order : null);
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => show(withoutKey(order, item.column ?? "") ?? []));
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function itemsOf(columns: readonly Column[], order: Sort): readonly Item[] {
  const others = columns.filter(({ name }) => order.every(({ column }) => column !== name));
  const none: readonly Item[] = order.length > 0 ? [{ label: "$(discard) As the Query Has the Rows", order: [] }] : [];
  return [
    { label: `$(check) ${told(order)}`, isDone: true, alwaysShow: true },
    ...none,
    { label: "Sorted by; choose to turn round", kind: QuickPickItemKind.Separator },
    ...order.map((key, at): Item => ({
      label: `$(${key.direction === "asc" ? "arrow-up" : "arrow-down"}) ${key.column}`,
      description: `${at + 1} · ${words[key.direction]}`,
      column: key.column,
      order: withKey(order, turned(key)),
      buttons: [away],
    })),
    { label: order.length > 0 ? "Then by" : "Columns", kind: QuickPickItemKind.Separator },
    ...others.map(({ name, type }): Item => ({
      label: name,
      description: type,
      column: name,
      order: withKey(order, { column: name, direction: "asc" }),
    })),
  ];
}

function turned({ column, direction }: SortKey): SortKey {
  return { column, direction: direction === "asc" ? "desc" : "asc" };
}

function told(order: Sort): string {
  if (order.length === 0) return "Leave the Rows as the Query Has Them";
  return `Sort by ${order.map(({ column, direction }) => `${column} ${words[direction]}`).join(", then ")}`;
}

const words: Readonly<Record<SortKey["direction"], string>> = { asc: "ascending", desc: "descending" };
