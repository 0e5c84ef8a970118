import { html, nothing, type TemplateResult } from "lit";
import type { Column, ColumnType, WireValue } from "../../server/protocol/results.ts";
import { cellText, visible } from "./cellText.ts";
import { isSelected, type Selection } from "./selection.ts";

/** The columns' names, each with a handle to drag; `active` is the one that has the focus. */
export function gridHeader(columns: readonly Column[], active: number | undefined): TemplateResult {
  return html`<div class="head" role="rowgroup">
    <div class="row" role="row" aria-rowindex="1" data-row="-1">
      <div class="cell ordinal corner" role="columnheader" aria-colindex="1" title="Row">#</div>
      ${columns.map(
        ({ name, type }, column) =>
          html`<div
            class="cell ${alignment(type)}"
            role="columnheader"
            aria-colindex=${column + 2}
            data-column=${column}
            tabindex=${column === active ? 0 : -1}
            title="${visible(name)} (${type})"
          >
            <span class="name">${visible(name)}</span><span class="handle" data-column=${column}></span>
          </div>`,
      )}
    </div>
  </div>`;
}

/** One row; until its page is here, its cells are empty and say so. */
export function gridRow(
  row: number,
  values: readonly WireValue[] | undefined,
  columns: readonly Column[],
  selection: Selection,
): TemplateResult {
  const { active } = selection;
  return html`<div
    class="row"
    role="row"
    aria-rowindex=${row + 2}
    aria-busy=${values ? nothing : "true"}
    data-row=${row}
  >
    <div class="cell ordinal" role="rowheader" aria-colindex="1" data-column="-1">
      <span>${(row + 1).toLocaleString("en-US")}</span>
    </div>
    ${columns.map(({ type }, column) => {
      const selected = isSelected(selection, row, column, columns.length);
      const focused = active.row === row && active.column === column;
      const { kind, text } = cellText(values?.[column]);
      return html`<div
        class="cell ${kind} ${alignment(type)} ${focused ? "active" : ""}"
        role="gridcell"
        aria-colindex=${column + 2}
        aria-selected=${selected}
        data-column=${column}
        tabindex=${focused ? 0 : -1}
      >
        ${values === undefined ? waiting : kind === "json" ? json(text) : html`<span class="value">${text}</span>`}
      </div>`;
    })}
  </div>`;
}

const waiting = html`<span class="waiting"></span>`;

function json(text: string): TemplateResult {
  const mark = text.startsWith("[") ? "[ ]" : "{ }";
  return html`<span class="value">${text}</span
    ><span class="open" title="Open (Enter)" aria-hidden="true">${mark}</span>`;
}

function alignment(type: ColumnType): "end" | "" {
  return type === "integer" || type === "number" ? "end" : "";
}
