import { window, type Range } from "vscode";
import type { Evq } from "../evq.ts";
import type { QueryPlace } from "../runs/runs.ts";
import { queryPlace } from "./queryPlace.ts";
import { runPlaces } from "./runPlaces.ts";

/** Runs the query at the cursor, every query that the selection touches, or the one of a code lens, and shows the rows. */
export async function run(evq: Evq, ...args: readonly unknown[]): Promise<void> {
  const selected = typeof args[0] === "string" ? [] : await selectedQueries(evq);
  if (selected.length > 1) return runPlaces(evq, selected);
  const place = selected[0] ?? (await queryPlace(args));
  if (place) await runPlaces(evq, [place]);
}

/** None where nothing is selected, or only what is no query: then the cursor counts. */
async function selectedQueries(evq: Evq): Promise<readonly QueryPlace[]> {
  const editor = window.activeTextEditor;
  if (!editor || editor.document.languageId !== "evq" || editor.selection.isEmpty) return [];
  return queriesIn(evq, editor.document.uri.toString(), editor.selection);
}

/** Where the queries that a range touches stand. */
export async function queriesIn({ wire }: Evq, uri: string, { start, end }: Range): Promise<readonly QueryPlace[]> {
  const range = {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
  return (await wire.request("evq/queries", { uri, range })).map(({ position }) => ({ uri, position }));
}
