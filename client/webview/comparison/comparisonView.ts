import { html, nothing, render, type TemplateResult } from "lit";
import type { ComparedKind, ComparedRow, ComparisonPage, ComparisonSummary } from "../../../server/protocol/results.ts";
import type { FromPage, ShownRun } from "../../protocol/panel.ts";
import { visible } from "../cellText.ts";
import { PageCache } from "../pageCache.ts";
import { plural } from "../plural.ts";
import { VirtualScroll } from "../virtualScroll.ts";
import { comparedRow, signs } from "./comparedRow.ts";
import { columnWidths } from "./widths.ts";
import "./comparison.css";

interface Host {
  post(message: FromPage): void;
  changed(): void;
}

const KINDS: readonly ComparedKind[] = ["added", "removed", "changed"];
const [PAGE, KEPT, ROW_HEIGHT, OVERSCAN] = [100, 60, 22, 10];

/** What is different between two results: keyed rows, cell by cell, by kind as the user wants. */
export class ComparisonView {
  readonly #host: Host;
  readonly #list = document.createElement("div");
  readonly #cache = new PageCache<ComparedRow>(PAGE, KEPT);
  readonly #scroll = new VirtualScroll(ROW_HEIGHT);
  readonly #sizes = new ResizeObserver(() => this.#schedule());
  #run: ShownRun | undefined;
  #kinds: ReadonlySet<ComparedKind> = new Set(KINDS);
  #widths: readonly number[] | undefined;
  /** How many of the wanted kinds can be had, when that was said. */
  #total: number | undefined;
  #scheduled = false;

  constructor(host: Host) {
    this.#host = host;
    this.#list.className = "compared";
    this.#list.tabIndex = 0;
    this.#list.addEventListener("scroll", () => this.#schedule());
    this.#sizes.observe(this.#list);
  }

  show(run: ShownRun): void {
    if (run.runId !== this.#run?.runId) {
      this.#kinds = new Set(KINDS);
      this.#widths = undefined;
      this.#restart();
    }
    this.#run = run;
    this.#schedule();
  }

  /** Takes a page in, unless it is of other kinds than are wanted now. */
  take({ kinds, offset, rows, total }: ComparisonPage): void {
    const comparison = this.#run?.comparison;
    if (!comparison || kinds.join() !== this.#wanted.join()) return;
    this.#cache.put(offset, rows);
    this.#total = total;
    this.#widths ??= columnWidths(comparison, rows);
    this.#schedule();
  }

  retry(): void {
    this.#cache.retry();
    this.#schedule();
  }

  view(comparison: ComparisonSummary): TemplateResult {
    const { before, after, unchanged } = comparison;
    return html`<div class="compared-head">
        <span class="kinds" role="group" aria-label="Kinds of differences">
          ${KINDS.map((kind) => this.#kind(kind, comparison[kind]))}
        </span>
        <span class="quiet">${plural(unchanged, "unchanged row")}</span>
        <span class="sides-of quiet"
          ><span>${visible(before)}</span><span class="arrow">→<span class="unseen"> to </span></span
          ><span>${visible(after)}</span></span
        >
      </div>
      ${this.#list}`;
  }

  #kind(kind: ComparedKind, count: number): TemplateResult {
    return html`<button class="choice ${kind}" aria-pressed=${this.#kinds.has(kind)} @click=${() => this.#toggle(kind)}>
      <span class="sign" aria-hidden="true">${signs[kind]}</span>${count.toLocaleString("en-US")} ${kind}
    </button>`;
  }

  get #wanted(): readonly ComparedKind[] {
    return KINDS.filter((kind) => this.#kinds.has(kind));
  }

  #toggle(kind: ComparedKind): void {
    const kinds = new Set(this.#kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    this.#kinds = kinds;
    this.#restart();
    this.#host.changed();
    this.#schedule();
  }

  #restart(): void {
    this.#cache.clear();
    this.#total = undefined;
    this.#list.scrollTop = 0;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    const comparison = this.#run?.comparison;
    if (!this.#run || !comparison || !this.#list.isConnected) return;
    const total = this.#total ?? this.#wanted.reduce((sum, kind) => sum + comparison[kind], 0);
    this.#scroll.rows = total;
    this.#scroll.viewport = Math.max(0, this.#list.clientHeight - ROW_HEIGHT);
    const top = this.#scroll.toVirtual(this.#list.scrollTop);
    const { start, end } = this.#scroll.window(top, OVERSCAN);
    for (const offset of this.#cache.take(start, end, total))
      this.#host.post({ type: "comparison", runId: this.#run.runId, kinds: this.#wanted, offset, count: PAGE });
    const shift = this.#list.scrollTop - (top - start * ROW_HEIGHT);
    const rows = Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
    this.#list.style.setProperty("--columns", this.#columns(comparison));
    render(
      html`<div class="compared-table" role="table" aria-label="Differences" aria-rowcount=${total + 1}>
          <div class="head" role="rowgroup">${header(comparison)}</div>
          <div class="body" role="rowgroup" .style=${`height:${this.#scroll.height}px`}>
            <div class="window" role="presentation" .style=${`transform:translateY(${shift}px)`}>
              ${rows.map((at) => this.#row(at))}
            </div>
          </div>
        </div>
        ${total === 0 ? html`<p class="quiet none">${this.#none(comparison)}</p>` : nothing}`,
      this.#list,
    );
  }

  #none({ added, removed, changed }: ComparisonSummary): string {
    return added + removed + changed === 0 ? "There is no difference." : "No row is of these kinds.";
  }

  #row(at: number): TemplateResult {
    const row = this.#cache.row(at);
    return row
      ? comparedRow(row, at)
      : html`<div class="row waiting" role="row" aria-rowindex=${at + 2}><span class="cell" role="cell">…</span></div>`;
  }

  #columns(comparison: ComparisonSummary): string {
    const widths = this.#widths ?? columnWidths(comparison, []);
    return widths.map((width) => `calc(${width}ch + 20px)`).join(" ");
  }
}

function header({ keys, columns }: ComparisonSummary): TemplateResult {
  return html`<div class="row" role="row" aria-rowindex="1">
    ${["change", ...keys, ...columns].map((name) => html`<span class="cell" role="columnheader" title=${visible(name)}>${visible(name)}</span>`)}
  </div>`;
}
