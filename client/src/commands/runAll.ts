import { Position, Range, window } from "vscode";
import type { Evq } from "../evq.ts";
import { queriesIn } from "./run.ts";
import { runPlaces } from "./runPlaces.ts";

/** Runs every query of the document, from the first to the last. */
export async function runAll(evq: Evq): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== "evq") {
    void window.showInformationMessage("Open an .evq document first.");
    return;
  }
  const whole = new Range(new Position(0, 0), new Position(document.lineCount, 0));
  const places = await queriesIn(evq, document.uri.toString(), whole);
  if (places.length === 0) void window.showInformationMessage("There is no query in this document.");
  else await runPlaces(evq, places);
}
