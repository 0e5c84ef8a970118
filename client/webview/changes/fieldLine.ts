import { html, nothing, type TemplateResult } from "lit";
import type { FieldChange, WireValue } from "../../../server/protocol/results.ts";
import { valueText, visible } from "../cellText.ts";
import { wordMarks, type Piece } from "./wordMarks.ts";

const signs: Readonly<Record<FieldChange["kind"], string>> = {
  added: "+",
  removed: "−",
  changed: "~",
  moved: "↕",
  unchanged: "",
};

/** A field and what happened to it; said by a sign and a word, and not by colour alone. */
export function fieldLine({ kind, path, from, before, after }: FieldChange): TemplateResult {
  return html`<div class="field ${kind}" role="listitem">
    <span class="sign" aria-hidden="true" title=${kind}>${signs[kind]}</span>
    <span class="path"><span class="unseen">${kind} </span>${path === "" ? "value" : visible(path)}</span>
    <span class="sides">${sides(kind, from, before, after)}</span>
  </div>`;
}

function sides(
  kind: FieldChange["kind"],
  from: string | undefined,
  before: WireValue | undefined,
  after: WireValue | undefined,
): TemplateResult {
  switch (kind) {
    case "moved":
      return html`<span class="quiet">moved from ${visible(from ?? "")}</span>`;
    case "added":
      return html`<ins>${shown(after)}</ins>`;
    case "removed":
      return html`<del>${shown(before)}</del>`;
    case "unchanged":
      return html`<span class="same">${shown(after)}</span>`;
    case "changed": {
      const marks = typeof before === "string" && typeof after === "string" ? wordMarks(before, after) : undefined;
      if (marks)
        return html`<del class="long">${pieces(marks.before)}</del><ins class="long">${pieces(marks.after)}</ins>`;
      const stacked = isLong(before) || isLong(after) ? "long" : nothing;
      return html`<del class=${stacked}>${shown(before)}</del
        ><span class="arrow ${stacked === nothing ? "" : "unseen"}">→<span class="unseen"> became </span></span
        ><ins class=${stacked}>${shown(after)}</ins>`;
    }
  }
}

function pieces(list: readonly Piece[]): unknown {
  return list.map(({ text, marked }) => (marked ? html`<mark>${visible(text)}</mark>` : visible(text)));
}

function isLong(value: WireValue | undefined): boolean {
  return valueText(value).text.length > LONG;
}

/** A value in one line up to this many characters; longer ones stand below each other. */
const LONG = 60;
/** More of a value is read in the diff editor. */
const MOST = 2000;

/** A text in quotes, so that it is no number; everything else as JSON has it. */
function shown(value: WireValue | undefined): TemplateResult {
  const { kind, text } = valueText(value);
  const cut = text.length > MOST ? `${text.slice(0, MOST)}…` : text;
  const more =
    text.length > MOST
      ? html` <span class="quiet">${(text.length - MOST).toLocaleString("en-US")} more characters</span>`
      : nothing;
  return html`<span class="value ${kind}">${kind === "text" ? visible(JSON.stringify(cut)) : visible(cut)}</span
    >${more}`;
}
