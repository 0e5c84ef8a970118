import type { Event, ExtensionContext } from "vscode";
import type { RunState } from "../../server/protocol/results.ts";
import type { CheckpointsView } from "./checkpoints/view.ts";
import type { EventDrafts } from "./documents/eventDrafts.ts";
import type { ReadOnlyDocuments } from "./documents/readOnly.ts";
import type { Failures } from "./failures.ts";
import type { StatsPanels } from "./panels/stats.ts";
import type { ResultsView } from "./panels/results.ts";
import type { KeepingConfirmation } from "./runs/confirmKeeping.ts";
import type { Platform } from "./platform.ts";
import type { Parameters } from "./runs/parameters.ts";
import type { Runs } from "./runs/runs.ts";
import type { SourcesView } from "./sources/view.ts";
import type { Wire } from "./wire.ts";

/** The parts of the extension that commands work with. */
export interface Evq {
  readonly platform: Platform;
  readonly context: ExtensionContext;
  readonly wire: Wire;
  readonly runs: Runs;
  readonly results: ResultsView;
  readonly sources: SourcesView;
  readonly checkpoints: CheckpointsView;
  readonly documents: ReadOnlyDocuments;
  readonly drafts: EventDrafts;
  readonly stats: StatsPanels;
  readonly parameters: Parameters;
  readonly keeping: KeepingConfirmation;
  readonly failures: Failures;
}

/** What `extensions.getExtension("evq.evq").exports` offers to other extensions, and to tests. */
export interface EvqApi {
  /** The run that *Query Results* shows. */
  currentRun(): RunState | undefined;
  readonly onDidChangeRun: Event<RunState | undefined>;
}
