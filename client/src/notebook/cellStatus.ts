import {
  NotebookCellStatusBarAlignment,
  NotebookCellStatusBarItem,
  notebooks,
  type Disposable,
  type NotebookCell,
} from "vscode";
import type { RunRecord } from "../../protocol/notebook.ts";
import { NOTEBOOK_TYPE } from "./notebookType.ts";
import { savedOf } from "./outputs.ts";
import { durationText, factsOf, rowsText, wordOf } from "./resultText.ts";

/** Below each cell: which log it read, how many rows, how long, and whether that is all there is. */
export function showCellStatus(): Disposable {
  return notebooks.registerNotebookCellStatusBarItemProvider(NOTEBOOK_TYPE, { provideCellStatusBarItems: itemsOf });
}

function itemsOf({ outputs }: NotebookCell): NotebookCellStatusBarItem[] {
  const runs = outputs.flatMap((output) => savedOf(output)?.run ?? []);
  const [first] = runs;
  if (!first || runs.some(({ phase }) => phase === "running")) return [];
  const sources = [...new Set(runs.flatMap((run) => run.sources ?? []))];
  const rows = runs.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const time = runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
  const worst = runs.map(lookOf).toSorted((a, b) => b.rank - a.rank)[0] ?? lookOf(first);
  const tooltip = runs.map((run) => `${run.title}: ${factsOf(run)}`).join("\n");
  const texts = [
    `${worst.icon} ${worst.word}`,
    rowsText(rows),
    durationText(time),
    ...(sources.length > 0 ? [sources.join(", ")] : []),
  ];
  return texts.map((text, at) => {
    const item = new NotebookCellStatusBarItem(text, NotebookCellStatusBarAlignment.Left);
    item.tooltip = tooltip;
    item.priority = -at;
    return item;
  });
}

interface Look {
  readonly rank: number;
  readonly icon: string;
  readonly word: string;
}

/** The worst of a cell's runs is what its status says. */
function lookOf({ phase, completeness, expectations = [] }: RunRecord): Look {
  if (phase === "failed") return { rank: 5, icon: "$(error)", word: "Failed" };
  if (phase === "cancelled") return { rank: 4, icon: "$(circle-slash)", word: "Cancelled" };
  if (expectations.some(({ met }) => !met)) return { rank: 3, icon: "$(error)", word: "Expectation not met" };
  if (!completeness) return { rank: 2, icon: "$(question)", word: "Not known to be complete" };
  if (completeness.verdict === "complete") return { rank: 0, icon: "$(pass)", word: "Complete" };
  const word = wordOf(completeness.verdict);
  return { rank: 1, icon: "$(warning)", word: word.charAt(0).toUpperCase() + word.slice(1) };
}
