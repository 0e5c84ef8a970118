import { html, nothing, type TemplateResult } from "lit";
import { visible } from "./cellText.ts";
import { icon } from "./icons.ts";

/** Something that went wrong, with what the user can do about it. */
interface Trouble {
  readonly text: string;
  /** Absent where nothing helps but what the text says. */
  readonly way?: { readonly title: string; readonly take: () => void };
  /** Takes the message away; absent where it stays true. */
  readonly dismiss?: () => void;
}

/** What stands between the summary and the rows when the run failed midway, or something that was asked for cannot be had. */
export function banner({ text, way, dismiss }: Trouble): TemplateResult {
  return html`<div class="banner" role="alert">
    ${icon("error", "bad")}<span>${visible(text)}</span>
    ${way ? html`<button class="secondary" @click=${way.take}>${way.title}</button>` : nothing}
    ${
      dismiss
        ? html`<button class="bare" title="Dismiss" aria-label="Dismiss" @click=${dismiss}>${icon("close")}</button>`
        : nothing
    }
  </div>`;
}
