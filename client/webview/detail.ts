import { html, nothing, type TemplateResult } from "lit";
import type { WireValue } from "../../server/protocol/results.ts";
import { valueText, visible } from "./cellText.ts";
import { icon } from "./icons.ts";
import { prettyJson } from "./prettyJson.ts";
import "./detail.css";

interface Shown {
  readonly name: string;
  /** From 0. */
  readonly row: number;
  readonly value: WireValue | undefined;
  /** Whether the row crossed the wire yet. */
  readonly here: boolean;
  readonly close: () => void;
}

/** The value of the cell that has the focus, whole; JSON over several lines. */
export function detail({ name, row, value, here, close }: Shown): TemplateResult {
  return html`<aside class="detail" aria-label="Detail">
    <div class="detail-head">
      <span class="detail-title" title=${visible(name)}>${visible(name)}</span>
      <span class="detail-row">row ${(row + 1).toLocaleString("en-US")}</span>
      <button class="bare" title="Close (Esc)" aria-label="Close" @click=${close}>${icon("close")}</button>
    </div>
    <pre tabindex="0" role="region" aria-label="Value of ${visible(name)}">${here ? content(value) : nothing}</pre>
  </aside>`;
}

/** More than this is not coloured, and far more is not shown: a screen is not the place for it. */
const [MAX_TOKENS, MAX_TEXT] = [10_000, 1_000_000];

function content(value: WireValue | undefined): unknown {
  const { kind, text } = valueText(value);
  const cut =
    text.length > MAX_TEXT
      ? `${text.slice(0, MAX_TEXT)}\n… (${(text.length - MAX_TEXT).toLocaleString("en-US")} more characters)`
      : text;
  if (kind !== "json") return html`<span class=${kind}>${visible(cut)}</span>`;
  const tokens = prettyJson(cut);
  if (tokens.length > MAX_TOKENS) return visible(tokens.map(({ text }) => text).join(""));
  return tokens.map(({ kind, text }) =>
    kind === "punctuation" ? text : html`<span class=${kind}>${visible(text)}</span>`,
  );
}
