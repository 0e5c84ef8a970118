import { Disposable, workspace } from "vscode";
import type { Evq } from "../evq.ts";
import { keepCellIds } from "./cellIds.ts";
import { showCellStatus } from "./cellStatus.ts";
import { Kernel } from "./kernel.ts";
import { LiveRuns } from "./liveRuns.ts";
import { NOTEBOOK_TYPE } from "./notebookType.ts";
import { RendererAnswers } from "./rendererAnswers.ts";
import { serializer } from "./serializer.ts";

export { exportHtml, exportMarkdown, newNotebook, openAsNotebook, openAsQueries, openCopy } from "./commands.ts";

/** Notebooks of queries: their files, their kernel, and what is shown at their cells. */
export function registerNotebooks({ wire, parameters, keeping, failures, documents }: Evq): Disposable {
  const live = new LiveRuns(wire);
  return Disposable.from(
    workspace.registerNotebookSerializer(NOTEBOOK_TYPE, serializer),
    keepCellIds(),
    showCellStatus(),
    live,
    new Kernel({ wire, live, parameters, keeping, failures }),
    new RendererAnswers({ wire, live, failures, documents }),
  );
}
