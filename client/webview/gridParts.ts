import { html, nothing, type TemplateResult } from "lit";
import type { Column, ColumnType, RunState, Sort, WireValue } from "../../server/protocol/results.ts";
import { cellText, visible } from "./cellText.ts";
import { icon } from "./icons.ts";
import type { Line } from "./lines.ts";
import { plural } from "./plural.ts";
import { isSelected, type Selection } from "./selection.ts";
import { noTotal } from "./noTotal.ts";

/** The order that the rows are in, and the one that is being made. */
export type HeaderOrder = Partial<Pick<RunState, "sort" | "sorting">>;

/** The columns' names, each with its order and a handle to drag; `active` is the one that has the focus. */
export function gridHeader(columns: readonly Column[], order: HeaderOrder, active: number | undefined): TemplateResult {
  return html`<div class="head" role="rowgroup">
    <div class="row" role="row" aria-rowindex="1" data-row="-1">
      <div class="cell ordinal corner" role="columnheader" aria-colindex="1" title="Row">#</div>
      ${columns.map(
        ({ name, type }, column) =>
          html`<div
            class="cell ${alignment(type)}"
            role="columnheader"
            aria-colindex=${column + 2}
            aria-sort=${ariaSort(order.sort, name)}
            data-column=${column}
            tabindex=${column === active ? 0 : -1}
            title="${visible(name)} (${type}). Click or Enter to sort."
          >
            <span class="name">${visible(name)}</span>${orderMark(order, name)}<span
              class="handle"
              data-column=${column}
            ></span>
          </div>`,
      )}
    </div>
  </div>`;
}

function ariaSort(sort: Sort | undefined, name: string): "none" | "ascending" | "descending" {
  if (sort?.column !== name) return "none";
  return sort.direction === "asc" ? "ascending" : "descending";
}

function orderMark({ sort, sorting }: HeaderOrder, name: string): TemplateResult | typeof nothing {
  if (sorting?.to.column === name) return html`<span class="order pending">${icon("loading", "spin")}</span>`;
  if (sort?.column !== name) return nothing;
  return html`<span class="order">${icon(sort.direction === "asc" ? "arrow-up" : "arrow-down")}</span>`;
}

/** One line of the grid: a row, or the heading of a group; below one, the key is the same and stands back. */
export function gridLine(
  at: number,
  line: Line,
  values: readonly WireValue[] | undefined,
  columns: readonly Column[],
  selection: Selection,
): TemplateResult {
  return line.kind === "row"
    ? rowLine(at, line, values, columns, selection)
    : headingLine(at, line, columns, selection);
}

/** Until its page is here, a row's cells are empty and say so. */
function rowLine(
  at: number,
  { row, grouped }: Extract<Line, { kind: "row" }>,
  values: readonly WireValue[] | undefined,
  columns: readonly Column[],
  selection: Selection,
): TemplateResult {
  const repeated = grouped ? columns.findIndex(({ role }) => role?.kind === "key") : -1;
  return html`<div class="row" role="row" aria-rowindex=${at + 2} aria-busy=${values ? nothing : "true"} data-row=${at}>
    <div class="cell ordinal" role="rowheader" aria-colindex="1" data-column="-1">
      <span>${(row + 1).toLocaleString("en-US")}</span>
    </div>
    ${columns.map(({ type }, column) => {
      const { kind, text } = cellText(values?.[column]);
      const look = `${kind} ${alignment(type)} ${column === repeated ? "repeated" : ""}`;
      const content =
        values === undefined ? waiting : kind === "json" ? json(text) : html`<span class="value">${text}</span>`;
      return gridCell(at, column, look, content, columns.length, selection);
    })}
  </div>`;
}

/** The key and the number of rows, and the group's totals below the aggregates. */
function headingLine(
  at: number,
  { group, open }: Extract<Line, { kind: "group" }>,
  columns: readonly Column[],
  selection: Selection,
): TemplateResult {
  const [keyColumn, nextKey] = columns.flatMap(({ role }, column) => (role?.kind === "key" ? [column] : []));
  return html`<div class="row heading" role="row" aria-rowindex=${at + 2} data-row=${at}>
    <div class="cell ordinal" role="rowheader" aria-colindex="1" data-column="-1" aria-label="Group">
      <span class="twist" title=${open ? "Close the group (Enter)" : "Open the group (Enter)"}
        >${icon(open ? "chevron-down" : "chevron-right")}</span
      >
    </div>
    ${columns.map(({ type }, column) => {
      const isKey = column === keyColumn;
      const { kind, text } = cellText(isKey ? group.key : group.totals[column]);
      const count = html`<span class="count">${plural(group.count, "row")}</span>`;
      const value = kind === "null" && !isKey ? nothing : html`<span class="value">${text}</span>`;
      const content = column === nextKey ? count : value;
      const look = isKey ? kind : `${kind} ${alignment(type)}`;
      return gridCell(at, column, look, content, columns.length, selection, isKey ? open : undefined);
    })}
  </div>`;
}

function gridCell(
  row: number,
  column: number,
  look: string,
  content: TemplateResult | typeof nothing,
  columns: number,
  selection: Selection,
  expanded?: boolean,
): TemplateResult {
  const { active } = selection;
  const focused = active.row === row && active.column === column;
  return html`<div
    class="cell ${look} ${focused ? "active" : ""}"
    role="gridcell"
    aria-colindex=${column + 2}
    aria-selected=${isSelected(selection, row, column, columns)}
    aria-expanded=${expanded ?? nothing}
    data-column=${column}
    tabindex=${focused ? 0 : -1}
  >
    ${content}
  </div>`;
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
          class="cell ${alignment(column.type)}"
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

const waiting = html`<span class="waiting"></span>`;

function json(text: string): TemplateResult {
  const mark = text.startsWith("[") ? "[ ]" : "{ }";
  return html`<span class="value">${text}</span
    ><span class="open" title="Open (Enter)" aria-hidden="true">${mark}</span>`;
}

function alignment(type: ColumnType): "end" | "" {
  return type === "integer" || type === "number" ? "end" : "";
}
