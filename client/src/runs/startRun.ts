import { Position, Uri, WorkspaceEdit, window, workspace } from "vscode";
import type { Failure } from "../../../server/protocol/failure.ts";
import type { RunState } from "../../../server/protocol/results.ts";
import { readFailure } from "../failures.ts";
import type { Wire } from "../wire.ts";
import type { QueryPlace } from "./tabs.ts";

const RUN = "Run Anyway";
const BOUND = "Only the Last Day";

/**
 * Starts a run. Before one that would read all of a remote log it says how many requests that will be, and asks: the
 * query can be bounded instead, in its text.
 * @param fresh whether the rows may not be those of an earlier run
 * @throws what `readFailure` reads; `query.unbounded` when the answer was no
 */
export async function startRun(
  wire: Wire,
  place: QueryPlace,
  parameters: Readonly<Record<string, string>>,
  fresh = false,
): Promise<RunState> {
  const asked = { ...place, parameters, ...(fresh && { fresh }) };
  try {
    return await wire.request("evq/run/start", asked);
  } catch (thrown) {
    const failure = readFailure(thrown);
    if (failure.code !== "query.unbounded") throw thrown;
    const chosen = await ask(failure);
    if (chosen === RUN) return wire.request("evq/run/start", { ...asked, confirmed: true });
    if (chosen !== BOUND) throw thrown;
    await boundToLastDay(wire, place);
    return wire.request("evq/run/start", asked);
  }
}

async function ask({ message, wayOut }: Failure): Promise<string | undefined> {
  const detail = `${message}\n\n${wayOut?.text ?? ""}`;
  return window.showWarningMessage("Read the whole log?", { modal: true, detail }, RUN, BOUND);
}

/** Writes the window into the query, where it can be seen and changed. */
async function boundToLastDay(wire: Wire, { uri, position }: QueryPlace): Promise<void> {
  const { line, character } = await wire.request("evq/query/endOfSources", { uri, position });
  const edit = new WorkspaceEdit();
  edit.insert(Uri.parse(uri), new Position(line, character), "\nduring last 1d");
  await workspace.applyEdit(edit);
}
