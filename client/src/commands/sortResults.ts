import type { RunState, Sort, SortKey } from "../../../server/protocol/results.ts";
import type { Evq } from "../evq.ts";
import { chooseOrder } from "../panels/chooseOrder.ts";
import { orderOf, withKey, withoutKey } from "../runs/order.ts";

/** Orders the result that the user is in by the columns that are chosen. */
export async function sortResults({ results, runs }: Evq): Promise<void> {
  const state = results.shown?.state;
  const order = state && (await chooseOrder(state));
  if (state && order !== undefined) await runs.sort(state.runId, order);
}

/** From the menu of a column's name: by this column alone, or by it after those that count already. */
export const sortBy = (direction: SortKey["direction"]) =>
  onColumn((_run, column) => withKey([], { column, direction }));
export const thenSortBy = (direction: SortKey["direction"]) =>
  onColumn((run, column) => withKey(orderOf(run), { column, direction }));
export const unsort = onColumn((run, column) => withoutKey(orderOf(run), column));

function onColumn(order: (run: RunState, column: string) => Sort | null): (evq: Evq, menu: unknown) => Promise<void> {
  return async ({ runs }, menu) => {
    const { runId, column } = readPlace(menu);
    const state = runs.tabOf(runId)?.state;
    if (state?.columns.some(({ name }) => name === column)) await runs.sort(runId, order(state, column));
  };
}

/** What VS Code hands to a command of a webview's menu is what the page wrote into `data-vscode-context`. */
function readPlace(menu: unknown): { readonly runId: string; readonly column: string } {
  const { runId, column } =
    typeof menu === "object" && menu !== null ? (menu as Readonly<Record<string, unknown>>) : {};
  return { runId: typeof runId === "string" ? runId : "", column: typeof column === "string" ? column : "" };
}
