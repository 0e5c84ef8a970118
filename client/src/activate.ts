import { commands, workspace, type ExtensionContext } from "vscode";
import { CheckpointsView } from "./checkpoints/view.ts";
import { registerCommands } from "./commands/table.ts";
import { EventDrafts } from "./documents/eventDrafts.ts";
import { ReadOnlyDocuments } from "./documents/readOnly.ts";
import type { EvqApi } from "./evq.ts";
import { Failures } from "./failures.ts";
import { LanguageStatus } from "./languageStatus.ts";
import { registerNotebooks } from "./notebook/notebooks.ts";
import type { Platform } from "./platform.ts";
import { StatsPanels } from "./panels/stats.ts";
import { ResultsView } from "./panels/results.ts";
import { KeepingConfirmation } from "./runs/confirmKeeping.ts";
import { Parameters } from "./runs/parameters.ts";
import { Runs } from "./runs/runs.ts";
import { RunStatus } from "./runs/status.ts";
import { SourcesView } from "./sources/view.ts";
import { Wire } from "./wire.ts";

/** Starts the extension when an `.evq` document opens, one of our views shows, or one of our commands is asked for. */
export function activateOn(platform: Platform, context: ExtensionContext): EvqApi {
  const failures = new Failures(context.extension);
  const wire = new Wire((prepare) => platform.startLanguageClient(context, parameters, prepare));
  const runs = new Runs(wire, context.workspaceState);
  const documents = new ReadOnlyDocuments();
  const drafts = new EventDrafts();
  const stats = new StatsPanels(context.extensionUri, wire);
  const results = new ResultsView(context.extensionUri, wire, runs, failures, documents);
  const sources = new SourcesView(wire, failures, platform.home);
  const checkpoints = new CheckpointsView(wire);
  const parameters = new Parameters(wire, context.workspaceState);
  const keeping = new KeepingConfirmation(wire);
  const views = { results, sources, checkpoints, stats };
  const evq = { platform, context, wire, runs, ...views, documents, drafts, parameters, keeping, failures };
  context.subscriptions.push(
    wire,
    parameters,
    runs,
    results,
    sources,
    checkpoints,
    documents,
    drafts,
    stats,
    new RunStatus(runs),
    registerNotebooks(evq),
    ...registerCommands(evq),
  );
  startWithFirstQuery(context, () => {
    wire.start();
    context.subscriptions.push(new LanguageStatus(wire, runs, platform.home));
  });
  void commands.executeCommand("setContext", "evq.running", false);
  return { currentRun: () => runs.current, onDidChangeRun: runs.onDidChange };
}

/** The language server is started and not waited for, and not at all where there is no `.evq` document. */
function startWithFirstQuery({ subscriptions }: ExtensionContext, start: () => void): void {
  const isQuery = ({ languageId }: { languageId: string }) => languageId === "evq";
  if (workspace.textDocuments.some(isQuery)) return start();
  const waiting = workspace.onDidOpenTextDocument((document) => {
    if (!isQuery(document)) return;
    waiting.dispose();
    start();
  });
  subscriptions.push(waiting);
}
