import { html, nothing, type TemplateResult } from "lit";
import type { Change, ComparedWith, WireValue } from "../../../server/protocol/results.ts";
import { valueText, visible } from "../cellText.ts";
import { icon } from "../icons.ts";
import { plural } from "../plural.ts";
import { fieldLine } from "./fieldLine.ts";

interface ItemSettings {
  /** Place in the list, from 0, and how many there are. */
  readonly at: number;
  readonly of: number;
  readonly showsUnchanged: boolean;
  /** Whether all its fields are shown, and not just the first ones. */
  readonly open: boolean;
  readonly focused: boolean;
  readonly toggle: () => void;
  readonly openDiff: () => void;
}

/** Fields that are shown at first. */
const FIRST = 12;

/** One change: who did what to which entity and when, and below it field by field what is different. */
export function changeItem(change: Change, settings: ItemSettings): TemplateResult {
  const { event, comparedWith, fields, more } = change;
  const { at, of, showsUnchanged, open, focused, toggle, openDiff } = settings;
  const isKnown = comparedWith === "old" || comparedWith === "previous event";
  const entity = [event.entity_type, event.entity_id].map(plain).filter(Boolean).join(" ") || "no entity";
  const wanted = fields.filter(({ kind }) => showsUnchanged || kind !== "unchanged");
  const shown = open ? wanted : wanted.slice(0, FIRST);
  return html`<article
    class="change"
    data-at=${at}
    tabindex=${focused ? 0 : -1}
    aria-posinset=${at + 1}
    aria-setsize=${of}
    aria-label=${visible(`${plain(event.event_type) || "event"} ${entity}`)}
  >
    <div class="change-head">
      <h2 class="change-title">
        <span class="type">${visible(plain(event.event_type) || "event")}</span>
        <span class="entity">${visible(entity)}</span>
      </h2>
      <span class="change-facts">
        <span class="time">${visible(plain(event.timestamp).replace("T", " "))}</span>
        ${event.actor === null ? nothing : html`<span>by ${visible(plain(event.actor))}</span>`}
        ${comparedWith === "previous event" ? html`<span class="quiet">against the previous event</span>` : nothing}
      </span>
      ${isKnown ? html`<button class="bare" title="Open in diff editor (Enter)" aria-label="Open in diff editor" @click=${openDiff}>${icon("go-to-file")}</button>` : nothing}
    </div>
    ${isKnown ? nothing : unknown(comparedWith)}
    ${shown.length > 0 ? html`<div class="fields" role="list">${shown.map(fieldLine)}</div>` : nothing}
    ${footer(fields.length - wanted.length, wanted.length - shown.length, more, isKnown, open, toggle)}
  </article>`;
}

function unknown(comparedWith: ComparedWith): TemplateResult {
  return comparedWith === "no previous known"
    ? html`<p class="unknown">
        ${icon("history")}<strong>No previous known.</strong> What was there before this event is not in the log, so
        nothing is called added.
      </p>`
    : html`<p class="unknown">
        ${icon("info")}<strong>Nothing to compare.</strong> This event says nothing of its entity’s state.
      </p>`;
}

function footer(
  hidden: number,
  later: number,
  more: number,
  isKnown: boolean,
  open: boolean,
  toggle: () => void,
): TemplateResult | typeof nothing {
  const parts = [
    hidden > 0 ? `${plural(hidden, isKnown ? "unchanged field" : "field")} hidden` : "",
    more > 0 ? `${plural(more, "more field")} in the diff editor` : "",
  ].filter(Boolean);
  if (parts.length === 0 && later === 0 && !open) return nothing;
  return html`<p class="change-foot">
    ${later > 0 ? html`<button class="link" @click=${toggle}>Show ${plural(later, "more field")}</button>` : nothing}
    ${open && later === 0 ? html`<button class="link" @click=${toggle}>Show fewer fields</button>` : nothing}
    ${parts.length > 0 ? html`<span class="quiet">${parts.join(", ")}</span>` : nothing}
  </p>`;
}

function plain(value: WireValue): string {
  return value === null ? "" : valueText(value).text;
}
