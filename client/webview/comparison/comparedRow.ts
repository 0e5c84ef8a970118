import { html, nothing, type TemplateResult } from "lit";
import type { ComparedCell, ComparedKind, ComparedRow, WireValue } from "../../../server/protocol/results.ts";
import { cellText } from "../cellText.ts";
import { stepText } from "./step.ts";

export const signs: Readonly<Record<ComparedKind, string>> = { added: "+", removed: "−", changed: "~" };

/** One difference: a sign and a word, the key, and cell by cell what it was and what it is. */
export function comparedRow({ change, key, cells }: ComparedRow, at: number): TemplateResult {
  return html`<div class="row ${change}" role="row" aria-rowindex=${at + 2}>
    <span class="cell mark" role="cell"><span class="sign" aria-hidden="true">${signs[change]}</span>${change}</span>
    ${key.map((value) => html`<span class="cell key" role="rowheader" title=${cellText(value).text}>${shown(value)}</span>`)}
    ${cells.map((cell) => html`<span class="cell" role="cell" title=${titleOf(change, cell)}>${sides(change, cell)}</span>`)}
  </div>`;
}

function sides(change: ComparedKind, { before, after, differs }: ComparedCell): TemplateResult {
  if (change === "added") return html`<ins>${shown(after)}</ins>`;
  if (change === "removed") return html`<del>${shown(before)}</del>`;
  if (!differs) return html`<span class="same">${shown(after)}</span>`;
  const step = stepText(before, after);
  return html`<del>${shown(before)}</del><span class="arrow">→<span class="unseen"> became </span></span
    ><ins>${shown(after)}</ins>${step === undefined ? nothing : html`<span class="step">${step}</span>`}`;
}

function titleOf(change: ComparedKind, { before, after, differs }: ComparedCell): string {
  if (change === "changed" && differs) return `${cellText(before).text} → ${cellText(after).text}`;
  return cellText(change === "removed" ? before : after).text;
}

function shown(value: WireValue | undefined): TemplateResult {
  const { kind, text } = cellText(value);
  return html`<span class="value ${kind}">${text}</span>`;
}
