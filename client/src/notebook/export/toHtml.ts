import type { Column, WireValue } from "../../../../server/protocol/results.ts";
import type { SavedOutput } from "../../../protocol/notebook.ts";
import { tabSeparated } from "../../panels/tabSeparated.ts";
import { factsOf, restText } from "../resultText.ts";
import { chartSvg } from "./chartSvg.ts";
import { exportedTable } from "./exportedTable.ts";
import { element, printHtml, type Element, type Node } from "./htmlTree.ts";
import { markdownTree } from "./markdownTree.ts";

/** A cell as it is exported. */
export interface ExportedCell {
  readonly language: string;
  readonly source: string;
  readonly outputs: readonly SavedOutput[];
}

/** A notebook as one page that needs nothing else: no script, no network, and a policy that allows none. */
export async function toHtml(title: string, cells: readonly ExportedCell[]): Promise<string> {
  const hash = await sha256(STYLE);
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const head = element(
    "head",
    {},
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("title", {}, title),
    element("style", {}, STYLE),
  );
  const body = element("body", {}, element("main", {}, element("h1", {}, title), ...cells.flatMap(cellElements)));
  return `<!DOCTYPE html>\n${printHtml(element("html", { lang: "en" }, head, body))}\n`;
}

function cellElements({ language, source, outputs }: ExportedCell): readonly Element[] {
  if (language === "markdown") return markdownTree(source);
  return [element("pre", { class: "query" }, element("code", {}, source.trimEnd())), ...outputs.map(outputElement)];
}

function outputElement(output: SavedOutput): Element {
  const { run, result } = output;
  const facts = [`${factsOf(run)} · run ${run.at}`, run.sources?.join(", ")].filter(Boolean).join(" · ");
  const failure = run.failure && [run.failure.message, run.failure.wayOut?.text].filter(Boolean).join(" ");
  const rest = restText(output);
  return element(
    "section",
    {},
    element("h2", { class: "result" }, run.title),
    element("p", { class: "facts" }, facts),
    ...(failure === undefined ? [] : [element("p", { class: "failure" }, failure)]),
    ...(result && !result.shape ? [chartSvg(result, run.rowCount)].filter((chart) => chart !== undefined) : []),
    ...(result && result.rows.length > 0 ? [tableOf(exportedTable(result))] : []),
    ...(rest === undefined ? [] : [element("p", { class: "facts" }, rest)]),
    ...(run.notes.length > 0 ? [notesOf(run.notes.map(({ clause, message }) => [clause, message].filter(Boolean).join(": ")))] : []), // prettier-ignore
  );
}

function tableOf({ columns, rows, totals }: ReturnType<typeof exportedTable>): Element {
  const row = (values: readonly WireValue[]) =>
    element("tr", {}, ...columns.map((column, at) => element("td", alignment(column), text(values[at] ?? null))));
  const head = columns.map((column) => element("th", { scope: "col", ...alignment(column) }, column.name));
  return element(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": "Rows" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows.map(row)),
      ...(totals?.some((total) => total !== null) ? [element("tfoot", {}, row(totals))] : []),
    ),
  );
}

function alignment({ type }: Column): Element["attributes"] {
  return type === "integer" || type === "number" ? { class: "number" } : {};
}

function text(value: WireValue): Node {
  const text = value === null ? "" : tabSeparated([[value]]);
  return text.length > LONG ? element("div", { class: "long" }, text) : text;
}

/** Characters of a value that stand on one line; a longer one is broken anywhere, and scrolls when it is very long. */
const LONG = 40;

function notesOf(notes: readonly string[]): Element {
  const items = notes.map((note) => element("li", {}, note));
  return element("details", {}, element("summary", {}, "How it ran"), element("ul", {}, ...items));
}

/** In base64, as a policy names what it lets through. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1100px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 24px; } h2, h3, h4, h5, h6 { font-size: 18px; margin: 24px 0 6px; } h2.result { font-size: 15px; margin: 0; }
pre, code { font-family: ui-monospace, monospace; font-size: 13px; }
pre { margin: 12px 0; padding: 10px 14px; overflow-x: auto; border-radius: 4px; background: light-dark(#f3f4f6, #24262b); }
section { margin: 12px 0 24px; padding: 10px 14px; border: 1px solid light-dark(#d5d8dd, #3c4048); border-radius: 4px; }
.facts { margin: 2px 0 8px; color: light-dark(#565c66, #a5acb8); font-size: 13px; }
.failure { color: light-dark(#a4161a, #ff9a9a); }
.table { overflow-x: auto; max-height: 480px; overflow-y: auto; }
table { border-collapse: collapse; font: 13px/1.4 ui-monospace, monospace; }
th, td { padding: 3px 12px 3px 0; text-align: left; white-space: pre; vertical-align: top; border-bottom: 1px solid light-dark(#e6e8eb, #31343b); }
.long { width: 48ch; max-height: 9em; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
th { font-family: system-ui, sans-serif; white-space: nowrap; } tfoot td { font-weight: 600; }
.number { text-align: right; }
figure { margin: 8px 0; } figcaption { font-size: 13px; } svg { display: block; width: 100%; max-width: 860px; }
svg text { fill: light-dark(#565c66, #a5acb8); font: 11px system-ui, sans-serif; }
.grid { stroke: light-dark(#e6e8eb, #31343b); }
.line { fill: none; stroke-width: 2; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 4px 0; padding: 0; list-style: none; font-size: 13px; }
.legend li::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 2px; background: var(--colour); }
.s0 { --colour: light-dark(#2563a8, #6cb0f5); } .s1 { --colour: light-dark(#b45309, #f0a35e); } .s2 { --colour: light-dark(#3f7d3a, #7fce7a); }
.s3 { --colour: light-dark(#8b3fa0, #cf8fe2); } .s4 { --colour: light-dark(#a4161a, #ff9a9a); } .s5 { --colour: light-dark(#6b7280, #9ca3af); }
rect, circle { fill: var(--colour); } path.line { stroke: var(--colour); }
@media print { .table { max-height: none; overflow: visible; } }
`;
