import type { SavedOutput } from "../../../protocol/notebook.ts";
import { markdownTable } from "../../panels/copyText.ts";
import { factsOf, restText } from "../resultText.ts";
import { exportedTable } from "./exportedTable.ts";
import type { ExportedCell } from "./toHtml.ts";

/** A notebook as Markdown: its text as it is, its queries as code, its results as tables. */
export function toMarkdown(cells: readonly ExportedCell[]): string {
  return `${cells.map(cellText).filter(Boolean).join("\n\n")}\n`;
}

function cellText({ language, source, outputs }: ExportedCell): string {
  const text = source.trim();
  if (language === "markdown") return text;
  return [text && fenced(language, text), ...outputs.map(outputText)].filter(Boolean).join("\n\n");
}

/** The fence is longer than any in the text, so that nothing in it ends it. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function outputText(output: SavedOutput): string {
  const { run, result } = output;
  const failure = run.failure && [run.failure.message, run.failure.wayOut?.text].filter(Boolean).join(" ");
  const rest = restText(output);
  const shown = result && exportedTable(result);
  const table = shown && shown.rows.length > 0 && markdownTable(shown.columns, shown.rows);
  const facts = [factsOf(run), run.sources?.join(", "), `run ${run.at}`].filter(Boolean).join(" · ");
  return [
    `**${plain(run.title)}** — ${plain(facts)}`,
    failure === undefined ? "" : `> ${plain(failure)}`,
    table,
    rest === undefined ? "" : `*${plain(rest)}*`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** Nothing in it is taken for markup. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|~#&]/g, (character) => `\\${character}`).replaceAll(/\r\n|\r|\n/g, " ");
}
