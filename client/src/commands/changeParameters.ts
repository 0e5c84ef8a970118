import { QuickPickItemKind, ThemeIcon, window, type QuickInputButton, type QuickPickItem } from "vscode";
import type { ParameterNeed } from "../../../server/protocol/requests.ts";
import type { Evq } from "../evq.ts";
import { askValue } from "../runs/askValue.ts";
import type { QueryPlace } from "../runs/runs.ts";
import { queryPlace } from "./queryPlace.ts";
import { runPlaces } from "./runPlaces.ts";

interface Item extends QuickPickItem {
  readonly need?: ParameterNeed;
}

const forget: QuickInputButton = { iconPath: new ThemeIcon("discard"), tooltip: "Forget This Value" };

/** Shows the parameters of a query with their values, lets the user change them one by one, and runs the query. */
export async function changeParameters(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const place = await queryPlace(args);
  if (!place) return;
  for (;;) {
    const needs = await evq.parameters.needs(place);
    if (needs.length === 0) {
      void window.showInformationMessage("This query uses no parameters.");
      return;
    }
    const chosen = await choose(evq, place, needs);
    if (!chosen) return;
    if (!chosen.need) return runPlaces(evq, [place]);
    if (chosen.isForgotten) {
      await evq.parameters.set(place.uri, chosen.need, undefined);
      continue;
    }
    const before = evq.parameters.value(place.uri, chosen.need) ?? "";
    const value = await askValue(evq.wire, place, chosen.need, before);
    if (value !== undefined) await evq.parameters.set(place.uri, chosen.need, value);
  }
}

function choose(
  { parameters }: Evq,
  { uri }: QueryPlace,
  needs: readonly ParameterNeed[],
): Promise<{ readonly need?: ParameterNeed; readonly isForgotten: boolean } | undefined> {
  const pick = window.createQuickPick<Item>();
  pick.title = "Parameters of the Query";
  pick.placeholder = "Choose a parameter to change its value, or run the query";
  pick.items = [
    ...needs.map((need): Item => {
      const value = parameters.value(uri, need);
      return {
        label: `$${need.name}`,
        description: value ?? (need.initial === undefined ? "asked for at the next run" : `default: ${need.initial}`),
        detail: need.type,
        need,
        buttons: value === undefined ? [] : [forget],
      };
    }),
    { label: "", kind: QuickPickItemKind.Separator },
    { label: "$(play) Run Query" },
  ];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      resolve(item && { ...(item.need && { need: item.need }), isForgotten: false });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      resolve(item.need && { need: item.need, isForgotten: true });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
