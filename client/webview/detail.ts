import { html, type TemplateResult } from "lit";
import type { Column, WireValue } from "../../server/protocol/results.ts";
import { visible } from "./cellText.ts";
import { icon } from "./icons.ts";
import { valueView } from "./valueView.ts";
import "./detail.css";

/** Whether one cell is shown whole, or every field of its row. */
export type DetailMode = "cell" | "row";

interface Shown {
  readonly mode: DetailMode;
  readonly columns: readonly Column[];
  readonly column: number;
  /** From 0. */
  readonly row: number;
  /** Undefined until the row crossed the wire. */
  readonly values: readonly WireValue[] | undefined;
  readonly choose: (mode: DetailMode) => void;
  readonly close: () => void;
}

/** What has the focus in the grid, whole. */
export function detail({ mode, columns, column, row, values, choose, close }: Shown): TemplateResult {
  const name = visible(columns[column]?.name ?? "");
  const number = (row + 1).toLocaleString("en-US");
  const tab = (to: DetailMode, text: string) =>
    html`<button class="choice" aria-pressed=${mode === to} @click=${() => choose(to)}>${text}</button>`;
  return html`<aside class="detail" aria-label="Detail">
    <div class="detail-head">
      <span class="detail-title" title=${name}>${mode === "cell" ? name : "All fields"}</span>
      <span class="detail-row">row ${number}</span>
      <span class="choices" role="group" aria-label="What to show">${tab("cell", "Cell")}${tab("row", "Row")}</span>
      <button class="bare" title="Close (Esc)" aria-label="Close" @click=${close}>${icon("close")}</button>
    </div>
    <div
      class="detail-body"
      tabindex="0"
      role="region"
      aria-label=${mode === "cell" ? `Value of ${name}` : `Fields of row ${number}`}
    >
      ${values === undefined ? html`<p class="quiet">This row is not here yet.</p>` : mode === "cell" ? valueView(values[column]) : fields(columns, values)}
    </div>
  </aside>`;
}

function fields(columns: readonly Column[], values: readonly WireValue[]): TemplateResult {
  return html`<dl>
    ${columns.map(
      ({ name }, at) =>
        html`<div class="field">
          <dt>${visible(name)}</dt>
          <dd>${valueView(values[at])}</dd>
        </div>`,
    )}
  </dl>`;
}
