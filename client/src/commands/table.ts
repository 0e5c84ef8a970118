import { commands, type Disposable } from "vscode";
import type { Evq } from "../evq.ts";
import { appendEvent } from "./appendEvent.ts";
import { addConnection } from "./addConnection.ts";
import { cancel } from "./cancel.ts";
import { changeParameters } from "./changeParameters.ts";
import {
  commitPreview,
  copyCheckpoint,
  copyCheckpointQuery,
  resetCheckpoint,
  rewindCheckpoint,
  showGaps,
} from "./checkpoints.ts";
import { edit, openDocs, refreshSchema, signIn, signOut, test } from "./connections.ts";
import { copyAsJson } from "./copyAsJson.ts";
import { copyName } from "./copyName.ts";
import { copyRows, copyRowsAs } from "./copyRows.ts";
import { createLog } from "./createLog.ts";
import { deleteLog } from "./deleteLog.ts";
import { describeLog } from "./describeLog.ts";
import { explain } from "./explain.ts";
import { exportResults } from "./exportResults.ts";
import { importFile } from "./importFile.ts";
import { inspectLog } from "./inspectLog.ts";
import { newEvent } from "./newEvent.ts";
import { exportHtml, exportMarkdown, newNotebook, openAsNotebook, openAsQueries } from "../notebook/notebooks.ts";
import { newQuery } from "./newQuery.ts";
import { openSamples } from "./openSamples.ts";
import { openWalkthrough } from "./openWalkthrough.ts";
import { pasteJson } from "./pasteJson.ts";
import { refreshLogs } from "./refreshLogs.ts";
import { closeOtherTabs, closeTab, openBeside, pinTab, unpinTab } from "./resultTabs.ts";
import { refreshResults } from "./refreshResults.ts";
import { renameLog } from "./renameLog.ts";
import { run } from "./run.ts";
import { runAll } from "./runAll.ts";
import { showResults } from "./showResults.ts";
import { showServerLog } from "./showServerLog.ts";
import { sortBy, sortResults, thenSortBy, unsort } from "./sortResults.ts";
import { showStats } from "./showStats.ts";

/** What a command does; its arguments come from menus, code lenses and other extensions, so they are unknown until read. */
export type Command = (evq: Evq, ...args: readonly unknown[]) => Promise<void>;

/** Every command of the manifest, by its id. */
export const table: Readonly<Record<string, Command>> = {
  "evq.run": run,
  "evq.runAll": runAll,
  "evq.changeParameters": changeParameters,
  "evq.explain": explain,
  "evq.cancel": cancel,
  "evq.showResults": showResults,
  "evq.refreshResults": refreshResults,
  "evq.exportResults": exportResults,
  "evq.copyAsJson": copyAsJson,
  "evq.pasteJson": pasteJson,
  "evq.newQuery": newQuery,
  "evq.notebook.new": newNotebook,
  "evq.notebook.fromQueries": openAsNotebook,
  "evq.notebook.toQueries": openAsQueries,
  "evq.notebook.exportHtml": exportHtml,
  "evq.notebook.exportMarkdown": exportMarkdown,
  "evq.importFile": importFile,
  "evq.openSamples": openSamples,
  "evq.connection.add": addConnection,
  "evq.connection.signIn": signIn,
  "evq.connection.signOut": signOut,
  "evq.connection.test": test,
  "evq.connection.edit": edit,
  "evq.connection.refreshSchema": refreshSchema,
  "evq.connection.openDocs": openDocs,
  "evq.checkpoint.commit": commitPreview,
  "evq.checkpoint.reset": resetCheckpoint,
  "evq.checkpoint.rewind": rewindCheckpoint,
  "evq.checkpoint.copy": copyCheckpoint,
  "evq.checkpoint.copyQuery": copyCheckpointQuery,
  "evq.checkpoint.showGaps": showGaps,
  "evq.refreshLogs": refreshLogs,
  "evq.log.inspect": inspectLog,
  "evq.log.stats": showStats,
  "evq.log.copyName": copyName,
  "evq.log.create": createLog,
  "evq.log.newEvent": newEvent,
  "evq.log.appendEvent": appendEvent,
  "evq.log.rename": renameLog,
  "evq.log.describe": describeLog,
  "evq.log.delete": deleteLog,
  "evq.openWalkthrough": openWalkthrough,
  "evq.showServerLog": showServerLog,
  "evq.results.copy": copyRows("tsv"),
  "evq.results.copyAsJson": copyRows("json"),
  "evq.results.copyAsMarkdown": copyRows("markdown"),
  "evq.results.copyAs": copyRowsAs,
  "evq.results.sort": sortResults,
  "evq.results.sortAscending": sortBy("asc"),
  "evq.results.sortDescending": sortBy("desc"),
  "evq.results.thenAscending": thenSortBy("asc"),
  "evq.results.thenDescending": thenSortBy("desc"),
  "evq.results.unsort": unsort,
  "evq.results.close": closeTab,
  "evq.results.closeOthers": closeOtherTabs,
  "evq.results.pin": pinTab,
  "evq.results.unpin": unpinTab,
  "evq.results.openInEditor": openBeside,
};

/** Makes the commands known to VS Code; what one of them throws becomes a notification with its way out. */
export function registerCommands(evq: Evq): readonly Disposable[] {
  return Object.entries(table).map(([id, command]) =>
    commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await command(evq, ...args);
      } catch (thrown) {
        // Not waited for: the command is over, its message may stand for as long as it likes.
        void evq.failures.show(thrown);
      }
    }),
  );
}
