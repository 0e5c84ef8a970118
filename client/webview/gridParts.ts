import { html, nothing, type TemplateResult } from "lit";
import type { Column, RunState, Sort, WireValue } from "../../server/protocol/results.ts";
import { cellText, visible } from "./cellText.ts";
import { alignment } from "./gridCells.ts";
import { icon } from "./icons.ts";
import { noTotal } from "./noTotal.ts";

/** The order that the rows are in, and the one that is being made. */
export type HeaderOrder = Partial<Pick<RunState, "sort" | "sorting">>;

/** The columns' names, each with its order and a handle to drag; `active` is the one that has the focus. */
export function gridHeader(columns: readonly Column[], order: HeaderOrder, active: number | undefined): TemplateResult {
  return html`<div class="head" role="rowgroup">
    <div class="row" role="row" aria-rowindex="1" data-row="-1">
      <div class="cell ordinal corner" role="columnheader" aria-colindex="1" title="Row">#</div>
      ${columns.map((column, at) => {
        const { name, type } = column;
        return html`<div
          class="cell${alignment(column)}"
          role="columnheader"
          aria-colindex=${at + 2}
          aria-sort=${ariaSort(order.sort, name)}
          data-column=${at}
          tabindex=${at === active ? 0 : -1}
          data-vscode-context=${menuOf(name, order)}
          title="${visible(name)} (${type}). Click or Enter to sort, with Shift by this column too."
        >
          <span class="name">${visible(name)}</span>${orderMark(order, name)}<span
            class="handle"
            data-column=${at}
          ></span>
        </div>`;
      })}
    </div>
  </div>`;
}

/** What the menu of a column's name offers and acts on, merged by VS Code into what the grid says of itself. */
function menuOf(column: string, { sort, sorting }: HeaderOrder): string {
  const keys = sorting?.to ?? sort ?? [];
  return JSON.stringify({
    webviewSection: "heading",
    column,
    evqSorted: keys.some((key) => key.column === column),
    evqThen: keys.some((key) => key.column !== column),
  });
}

/** Only one heading may have it: that of the column that counts first. */
function ariaSort(sort: Sort | undefined, name: string): "none" | "ascending" | "descending" {
  const [first] = sort ?? [];
  if (first?.column !== name) return "none";
  return first.direction === "asc" ? "ascending" : "descending";
}

/** The direction of a column, and its number where there are several; or that the order by it is being made. */
function orderMark({ sort, sorting }: HeaderOrder, name: string): TemplateResult | typeof nothing {
  const shown = sorting?.to ?? sort ?? [];
  const at = shown.findIndex(({ column }) => column === name);
  const key = shown[at];
  if (!key) return nothing;
  const number = shown.length > 1 ? html`<span class="number" aria-hidden="true">${at + 1}</span>` : nothing;
  const isKnown = sort?.some(({ column, direction }) => column === name && direction === key.direction) ?? false;
  if (sorting && !isKnown) return html`<span class="order pending">${icon("loading", "spin")}${number}</span>`;
  const words = `${key.direction === "asc" ? "ascending" : "descending"}, number ${at + 1} of ${shown.length} in the order`;
  return html`<span class="order"
    >${icon(key.direction === "asc" ? "arrow-up" : "arrow-down")}${number}${
      shown.length > 1 ? html`<span class="unseen">${words}</span>` : nothing
    }</span
  >`;
}

/** What all groups come to, below the rows; a cell without a total says why. */
export function totalsRow(columns: readonly Column[], totals: readonly WireValue[], lines: number): TemplateResult {
  const label = columns.findIndex(({ role }) => role?.kind !== "aggregate");
  return html`<div class="foot" role="rowgroup">
    <div class="row" role="row" aria-rowindex=${lines + 2}>
      <div class="cell ordinal" role="rowheader" aria-colindex="1"><span class="unseen">Total</span></div>
      ${columns.map((column, at) => {
        const { kind, text } = cellText(totals[at]);
        const why = kind === "null" ? noTotal(column) : undefined;
        const content =
          at === label
            ? html`<span class="value">Total of these rows</span>`
            : html`<span class="value">${kind === "null" ? "" : text}</span>`;
        return html`<div
          class="cell${alignment(column)}"
          role="gridcell"
          aria-colindex=${at + 2}
          title=${why ?? nothing}
          aria-label=${why ?? nothing}
        >
          ${content}
        </div>`;
      })}
    </div>
  </div>`;
}
