import { html, nothing, render, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Change, ChangePage } from "../../../server/protocol/results.ts";
import type { FromPage, ShownRun } from "../../protocol/panel.ts";
import { icon } from "../icons.ts";
import { PageCache } from "../pageCache.ts";
import { BLOCK, BlockHeights, PART } from "./blocks.ts";
import { changeItem } from "./changeItem.ts";
import "./changes.css";

interface Host {
  post(message: FromPage): void;
  changed(): void;
}

/** Blocks of changes that are kept; those that were looked at least lately are asked for again. */
const KEPT = 40;

/** The rows of a query with `diff` as changes below each other. Only what is seen is drawn and asked for. */
export class ChangesView {
  readonly element = document.createElement("div");
  readonly #host: Host;
  readonly #cache = new PageCache<Change>(BLOCK, KEPT);
  readonly #sizes = new ResizeObserver(() => this.#draw());
  #run: ShownRun | undefined;
  #heights = new BlockHeights(0);
  /** Which part of the changes is shown, from 0. */
  #part = 0;
  #open = new Set<number>();
  #focused = 0;
  /** The change that has the focus is not here yet and takes it when it comes. */
  #focusWaits = false;
  /** How far what is seen has moved in the list since it was drawn, because what stands above is higher than it was thought. */
  #shift = 0;
  #scheduled = false;
  showsUnchanged = false;

  constructor(host: Host) {
    this.#host = host;
    this.element.className = "changes";
    this.element.setAttribute("role", "feed");
    this.element.addEventListener("scroll", () => this.schedule());
    this.element.addEventListener("keydown", (event) => this.#keyed(event));
    this.element.addEventListener("focusin", (event) => this.#entered(event.target));
    this.#sizes.observe(this.element);
  }

  show(run: ShownRun): void {
    if (run.runId !== this.#run?.runId) {
      this.#cache.clear();
      this.#open = new Set();
      this.#focused = 0;
      this.#part = 0;
      this.#heights = new BlockHeights(countOf(run));
      this.element.scrollTop = 0;
    } else if (countOf(run) !== countOf(this.#run)) this.#heights = this.#heights.grown(countOf(run) - this.#from);
    this.#run = run;
    this.element.setAttribute("aria-label", `Changes of ${run.title}`);
    this.element.setAttribute("aria-busy", String(run.phase === "running"));
    this.schedule();
  }

  take({ offset, changes }: ChangePage): void {
    this.#cache.put(offset, changes);
    this.schedule();
  }

  retry(): void {
    this.#cache.retry();
    this.schedule();
  }

  /** Shows or hides the fields that did not change. */
  toggleUnchanged(): void {
    this.showsUnchanged = !this.showsUnchanged;
    this.#heights.forget();
    this.#host.changed();
    this.schedule();
  }

  /** Draws what is seen, before the next frame. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    const run = this.#run;
    if (!run || !this.element.isConnected) return;
    const top = this.element.scrollTop + this.#shift;
    const { first, end, above, below } = this.#heights.drawn(top, this.element.clientHeight);
    const total = countOf(run);
    const from = this.#from;
    const last = Math.min(from + end * BLOCK, from + PART, total);
    for (const offset of this.#cache.take(from + first * BLOCK, last, total))
      this.#host.post({ type: "changes", runId: run.runId, offset, count: BLOCK });
    const blocks = Array.from({ length: end - first }, (_, i) => first + i);
    render(
      html`${this.#turner(this.#part - 1, total)}
        <div class="room" .style=${`height:${above}px`}></div>
        ${repeat(
          blocks,
          (block) => from + block * BLOCK,
          (block) => this.#block(block, total),
        )}
        <div class="room" .style=${`height:${below}px`}></div>
        ${this.#turner(this.#part + 1, total)}`,
      this.element,
    );
    if (this.#shift !== 0) this.element.scrollTop = top;
    this.#shift = 0;
    this.#measure(top);
    this.#giveFocus();
  }

  /** Where the part that is shown begins. */
  get #from(): number {
    return this.#part * PART;
  }

  /** What brings the part before or behind the one that is shown; nothing where there is none. */
  #turner(part: number, total: number): TemplateResult | typeof nothing {
    const [from, to] = [part * PART, Math.min((part + 1) * PART, total)];
    if (part < 0 || from >= total) return nothing;
    const name = `Changes ${(from + 1).toLocaleString("en-US")} to ${to.toLocaleString("en-US")}`;
    const isBefore = part < this.#part;
    return html`<p class="change-turn">
      <button class="secondary" @click=${() => this.#focus(isBefore ? to - 1 : from)}>
        ${icon(isBefore ? "arrow-up" : "arrow-down")}${name} of ${total.toLocaleString("en-US")}
      </button>
    </p>`;
  }

  /** Shows another part of the changes. */
  #turn(part: number): void {
    if (part === this.#part || !this.#run) return;
    this.#part = part;
    this.#heights = new BlockHeights(countOf(this.#run) - this.#from);
  }

  /** What was drawn may be higher than it was thought, and then more or less of the list is seen. */
  #measure(top: number): void {
    let isOff = false;
    const seen = this.#heights.at(top);
    const before = this.#heights.topOf(seen);
    for (const element of this.element.querySelectorAll<HTMLElement>(".block:not(.waiting)")) {
      const block = Number(element.dataset["block"]);
      const height = element.offsetHeight;
      if (Math.abs(height - this.#heights.heightOf(block)) < 1) continue;
      this.#heights.measure(block, height);
      isOff = true;
    }
    if (!isOff) return;
    this.#shift += this.#heights.topOf(seen) - before;
    this.schedule();
  }

  #block(block: number, total: number): TemplateResult {
    const places = Array.from({ length: this.#heights.itemsIn(block) }, (_, i) => this.#from + block * BLOCK + i);
    if (places.some((at) => !this.#cache.row(at))) {
      const height = `height:${this.#heights.heightOf(block)}px`;
      return html`<div class="block waiting" data-block=${block} .style=${height}></div>`;
    }
    return html`<div class="block" data-block=${block} .style=${""}>${places.map((at) => this.#item(at, total))}</div>`;
  }

  #item(at: number, of: number): TemplateResult | typeof nothing {
    const change = this.#cache.row(at);
    if (!change) return nothing;
    return changeItem(change, {
      at,
      of,
      showsUnchanged: this.showsUnchanged || !isCompared(change),
      open: this.#open.has(at),
      focused: at === this.#focused,
      toggle: () => {
        if (!this.#open.delete(at)) this.#open.add(at);
        this.schedule();
      },
      openDiff: () => this.#openDiff(at),
    });
  }

  #openDiff(at: number): void {
    const change = this.#cache.row(at);
    if (this.#run && change && isCompared(change)) this.#host.post({ type: "openDiff", runId: this.#run.runId, at });
  }

  #entered(target: EventTarget | null): void {
    const item = target instanceof Element ? target.closest<HTMLElement>(".change") : null;
    const at = Number(item?.dataset["at"] ?? Number.NaN);
    if (!Number.isInteger(at)) return;
    this.#focusWaits = false;
    if (at === this.#focused) return;
    this.#focused = at;
    this.schedule();
  }

  #keyed(event: KeyboardEvent): void {
    const isItem = event.target instanceof Element && event.target.matches(".change");
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 1, PageUp: -1 };
    const move = moves[event.key];
    if (move !== undefined && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      this.#focus(this.#focused + move);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      this.#focus(event.key === "Home" ? 0 : Number.POSITIVE_INFINITY);
    } else if (event.key === "Enter" && isItem) this.#openDiff(this.#focused);
  }

  #focus(wanted: number): void {
    const last = (this.#run ? countOf(this.#run) : 0) - 1;
    this.#focused = Math.max(0, Math.min(wanted, last));
    this.#turn(Math.floor(this.#focused / PART));
    const item = () => this.element.querySelector<HTMLElement>(`.change[data-at="${this.#focused}"]`);
    // The list is only as high as it will be when it is drawn, so it is scrolled then.
    const top = this.#heights.topOf(Math.floor((this.#focused - this.#from) / BLOCK));
    if (!item()) this.#shift = top - this.element.scrollTop;
    this.#focusWaits = true;
    this.#draw();
  }

  #giveFocus(): void {
    const item = this.element.querySelector<HTMLElement>(`.change[data-at="${this.#focused}"]`);
    if (!this.#focusWaits || !item) return;
    this.#focusWaits = false;
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }
}

/** How many changes can be had. */
function countOf({ rowCount, savedRows }: ShownRun): number {
  return savedRows ?? rowCount;
}

function isCompared({ comparedWith }: Change): boolean {
  return comparedWith === "old" || comparedWith === "previous event";
}
