import { readFileSync, readdirSync } from "node:fs";
import { EvqError } from "../../server/src/base/failure.ts";
import { diagnostics } from "../../server/src/language/diagnostics.ts";
import { toDiagnostic } from "../../server/src/lsp/convert.ts";
import { Documents } from "../../server/src/lsp/documents.ts";
import type { Change } from "../../server/src/lsp/documents.ts";
import { features } from "../../server/src/lsp/features.ts";
import { Lines } from "../../server/src/lsp/lines.ts";
import { Params } from "../../server/src/lsp/params.ts";
import { catalogOf } from "../../server/src/query/kinds.ts";
import { local } from "../support/snapshots.ts";

const uri = "file:///fuzz.evq";
/** A question that takes longer is taken for one that hangs. */
const PATIENCE_MS = 2000;

/**
 * Opens documents, changes them at random and asks random questions at random places; every answer must come, in time
 * and as JSON, and the text after incremental changes must be the text that an editor has.
 * @throws an Error with the seed, the method, the place and the text of the first question that failed
 */
export function fuzzServer(count: number, seed: number): void {
  const random = randomOf(seed);
  const documents = new Documents(() => ({ catalog: catalogOf([local]), timeZone: "Europe/Prague" }));
  const methods = Object.keys(features);
  let text = "";
  for (let question = 0; question < count; question++) {
    if (question % 40 === 0) {
      text = corpus()[random(corpus().length)] ?? "";
      documents.open(uri, question, text);
    } else {
      const { change, after } = edit(text, random);
      text = after;
      documents.change(uri, question, [change]);
    }
    if (documents.get(uri).snapshot.text !== text)
      throw new Error(`seed ${seed}: the text of change ${question} differs:\n${text}`);
    const method = methods[random(methods.length)] ?? "";
    const at = new Lines(text).positionAt(random(text.length + 1));
    const began = performance.now();
    try {
      ask(documents, method, at, random);
      const took = performance.now() - began;
      if (took > PATIENCE_MS) throw new Error(`it took ${Math.round(took)} ms`);
    } catch (thrown) {
      if (thrown instanceof EvqError) continue;
      throw new Error(`seed ${seed}, question ${question}: ${method} at ${at.line}:${at.character} of\n${text}`, {
        cause: thrown,
      });
    }
  }
}

function ask(
  documents: Documents,
  method: string,
  position: { line: number; character: number },
  random: Random,
): void {
  const document = documents.get(uri);
  const { lines, snapshot } = document;
  const end = lines.positionAt(random(snapshot.text.length + 1));
  const params = {
    textDocument: { uri },
    position,
    positions: [position],
    range: { start: position, end },
    newName: "renamed",
  };
  JSON.stringify(features[method]?.answer(document, new Params(params)));
  JSON.stringify(diagnostics(snapshot).map((problem) => toDiagnostic(lines, problem)));
}

type Random = (below: number) => number;

/** Whole numbers that are the same for the same seed (mulberry32). */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Replaces a stretch by a piece of the language, of another text, or by nothing; places lie between whole characters of a line. */
function edit(text: string, random: Random): { readonly change: Change; readonly after: string } {
  const lines = new Lines(text);
  const from = lines.positionAt(random(text.length + 1));
  const until = lines.positionAt(Math.min(text.length, lines.offsetAt(from) + (random(3) === 0 ? random(40) : 0)));
  const [start, end] = [lines.offsetAt(from), lines.offsetAt(until)];
  const replacement = piece(random);
  const range = { start: from, end: until };
  return {
    change: { range, text: replacement },
    after: text.slice(0, Math.min(start, end)) + replacement + text.slice(Math.max(start, end)),
  };
}

function piece(random: Random): string {
  if (random(12) === 0) {
    const other = corpus()[random(corpus().length)] ?? "";
    const start = random(other.length + 1);
    return other.slice(start, start + random(60));
  }
  return PIECES[random(PIECES.length)] ?? "";
}

const PIECES = (
  "from|let|param|where|reduce|by|select|order by|limit|latest|during|last|dedupe|collapse|within|compare to|expect|into|" +
  "and|or|not|in|is|between|null|exists|contains|matches|as|local|orders|akeneo|payload|event_type|timestamp|count()|bin(|" +
  'changed(|$x|$|@|@2024-01-15|@2024-99|1h30m|1_000|9999999999999999999|1e400|\'|"|"""|`|//|//# t|/*|*/|--|#|(|)|[|]|{|}|' +
  ".|..|,|;|:|=|==|!=|<|>|<=|+|-|*|%|&&|\\|\\u12|é|𝒳|\ud800|\u202e|\u0000|\r|\n|\r\n| |\t|"
)
  .split("|")
  .concat("|", "||");

let texts: readonly string[] | undefined;

function corpus(): readonly string[] {
  const folder = `${import.meta.dirname}/../../samples/`;
  return (texts ??= readdirSync(folder)
    .filter((name) => name.endsWith(".evq"))
    .map((name) => readFileSync(folder + name, "utf8"))
    .concat(
      "",
      "from local.orders",
      "param a: string[] = ['x']\nlet b = from local.orders\nfrom b where event_type in $a",
    ));
}
