import { html, nothing, type TemplateResult } from "lit";
import type { WireValue } from "../../server/protocol/results.ts";
import type { Failure } from "../../server/protocol/failure.ts";
import type { FromPage, ShownRun } from "../protocol/panel.ts";
import { chartOf, describe, measuresOf, type Chart } from "./chart/chartOf.ts";
import type { draw } from "./chart/draw.ts";
import { readPalette } from "./chart/palette.ts";
import { visible } from "./cellText.ts";
import { textOf } from "./failedRequests.ts";
import { icon } from "./icons.ts";
import "./chartView.css";

type Draw = typeof draw;

interface ChartHost {
  post(message: FromPage): void;
  changed(): void;
}

/** A reduced result as a chart. What draws is a script of its own, loaded when the first chart is looked at. */
export class ChartView {
  readonly #host: ChartHost;
  readonly #canvas = document.createElement("canvas");
  #run: ShownRun | undefined;
  #rows: readonly (readonly WireValue[])[] | undefined;
  #measure: string | undefined;
  #chart: Chart | undefined;
  #draw: Draw | undefined;
  /** What draws could not be loaded. */
  #trouble = false;
  /** Why its rows could not be had. */
  #failure: Failure | undefined;
  #erase: () => void = () => {};

  constructor(host: ChartHost) {
    this.#host = host;
    // Themes change their colours without a word, but they change the page's class or style too.
    const observer = new MutationObserver(() => this.#paint());
    observer.observe(document.body, { attributeFilter: ["class"] });
    observer.observe(document.documentElement, { attributeFilter: ["style"] });
  }

  /** Whether a result can be drawn; if it cannot, why. */
  static refusal({ columns, phase, rowCount }: ShownRun): string | undefined {
    if (!columns.some(({ role }) => role?.kind === "aggregate")) return "Only results of reduce … by can be drawn.";
    if (measuresOf(columns).length === 0) return "There is no number by a key to draw.";
    if (phase === "running" || rowCount === 0) return "There are no rows to draw yet.";
    return undefined;
  }

  show(run: ShownRun): void {
    const isOther = run.runId !== this.#run?.runId;
    const isSame = !isOther && stateOf(run) === stateOf(this.#run);
    this.#run = run;
    if (isSame) return;
    this.#rows = undefined;
    this.#chart = undefined;
    this.#ask(run);
    if (!this.#draw && !this.#trouble) void this.#load();
  }

  #ask({ runId }: ShownRun): void {
    this.#failure = undefined;
    this.#host.post({ type: "chartRows", runId });
  }

  /** Its rows cannot be had. */
  fail(failure: Failure): void {
    this.#failure = failure;
  }

  takeRows(rows: readonly (readonly WireValue[])[]): void {
    this.#rows = rows;
    this.#arrange();
  }

  /** It is not seen any more. */
  leave(): void {
    this.#erase();
    this.#run = undefined;
    this.#erase = () => {};
  }

  view(): TemplateResult {
    const run = this.#run;
    if (this.#trouble) return noChart("The part that draws charts could not be loaded.", "", () => this.#retry());
    if (this.#failure) {
      const again = () => {
        if (run) this.#ask(run);
        this.#host.changed();
      };
      return noChart("The rows of the chart could not be fetched.", textOf(this.#failure), again);
    }
    return html`<section class="chart" aria-label="Chart">
      ${run && this.#chart ? this.#legend(run, this.#chart) : nothing}
      <div class="drawing" role="img" aria-label=${this.#chart ? describe(this.#chart) : "The chart is being drawn."}>
        ${this.#canvas}
      </div>
    </section>`;
  }

  #legend({ columns }: ShownRun, { series, notes, title }: Chart): TemplateResult {
    const measures = measuresOf(columns);
    const chosen = this.#measureOf(columns);
    return html`<div class="legend">
      ${
        measures.length > 1
          ? html`<select aria-label="What to draw" @change=${(event: Event) => this.#choose(event)}>
              ${measures.map((at) => {
                const name = columns[at]?.name ?? "";
                return html`<option value=${name} ?selected=${at === chosen}>${visible(name)}</option>`;
              })}
            </select>`
          : html`<span class="what">${title}</span>`
      }
      ${
        series.length > 1
          ? html`<ul aria-label="Series">
              ${series.map(
                ({ name, isRest }, at) =>
                  html`<li><span class="swatch ${isRest ? "rest" : `series-${at}`}"></span>${name}</li>`,
              )}
            </ul>`
          : nothing
      }
      ${notes.map((note) => html`<span class="note">${note}</span>`)}
    </div>`;
  }

  #measureOf(columns: ShownRun["columns"]): number {
    const measures = measuresOf(columns);
    return measures.find((at) => columns[at]?.name === this.#measure) ?? measures[0] ?? 0;
  }

  #choose({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.#measure = target.value;
    this.#arrange();
  }

  #arrange(): void {
    const { columns, rowCount } = this.#run ?? {};
    if (columns && this.#rows) this.#chart = chartOf(columns, this.#rows, this.#measureOf(columns), rowCount ?? 0);
    this.#host.changed();
    this.#paint();
  }

  #paint(): void {
    if (!this.#draw || !this.#chart || !this.#canvas.isConnected) return;
    this.#erase();
    this.#erase = this.#draw(this.#canvas, this.#chart, readPalette());
  }

  async #load(): Promise<void> {
    try {
      const script = new URL("./chart.js", import.meta.url).href;
      this.#draw = ((await import(script)) as { readonly draw: Draw }).draw;
      this.#paint();
    } catch {
      this.#trouble = true;
    }
    this.#host.changed();
  }

  #retry(): void {
    this.#trouble = false;
    void this.#load();
  }
}

function noChart(headline: string, why: string, again: () => void): TemplateResult {
  return html`<div class="state" role="alert">
    <p class="headline">${icon("error", "bad")}<span>${headline}</span></p>
    ${why === "" ? nothing : html`<p class="quiet">${visible(why)}</p>`}
    <p class="buttons"><button class="secondary" @click=${again}>Try Again</button></p>
  </div>`;
}

/** What makes other rows come, or the same in another order. */
function stateOf(run: ShownRun | undefined): string {
  return JSON.stringify([run?.phase, run?.rowCount, run?.sort]);
}
