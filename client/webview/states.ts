import { html, nothing, type TemplateResult } from "lit";
import type { ShownRun } from "../protocol/panel.ts";
import { visible } from "./cellText.ts";
import { icon } from "./icons.ts";
import { plural } from "./plural.ts";
import { readSoFar, untilText } from "./summary.ts";
import "./states.css";

/** Before the first run: how to get one. */
export function noRunYet(): TemplateResult {
  const modifier = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";
  return html`<div class="state">
    <h1>No query has run yet.</h1>
    <p class="quiet">
      Put the cursor into a query of an <code>.evq</code> document and press <kbd>${modifier}</kbd> <kbd>Enter</kbd>.
    </p>
  </div>`;
}

/** A run without rows until now. */
export function waitingForRows(run: ShownRun): TemplateResult {
  const { scanned, elapsedMs, waiting, waitingUntil } = run;
  return html`<div class="state">
    <p>No rows so far${scanned ? `, ${readSoFar(run)}` : nothing}.</p>
    ${
      waiting === undefined
        ? nothing
        : html`<p>
            ${visible(waiting)}${waitingUntil === undefined ? nothing : ` Waiting ${untilText(waitingUntil)}.`}
          </p>`
    }
    ${elapsedMs > 1000 ? html`<p class="quiet"><kbd>Esc</kbd> cancels.</p>` : nothing}
  </div>`;
}

/** A run that failed before it had rows: what happened, and what to do now. */
export function failed({ failure, wayOutTitle }: ShownRun, wayOut: () => void, reveal?: () => void): TemplateResult {
  return html`<div class="state" role="alert">
    <p class="headline">${icon("error", "bad")}<span>${visible(failure?.message ?? "The query failed.")}</span></p>
    ${failure?.wayOut ? html`<p class="quiet">${visible(failure.wayOut.text)}</p>` : nothing}
    ${
      wayOutTitle || reveal
        ? html`<p class="buttons">
            ${wayOutTitle ? html`<button class="primary" @click=${wayOut}>${wayOutTitle}</button>` : nothing}
            ${reveal ? html`<button class="secondary" @click=${reveal}>Show Query</button>` : nothing}
          </p>`
        : nothing
    }
  </div>`;
}

/** A run that ended with no rows, with what usually helps. */
export function empty(
  { phase, scanned, checkpoint }: ShownRun,
  reveal?: () => void,
  runAgain?: () => void,
): TemplateResult {
  const cancelled = phase === "cancelled";
  return html`<div class="state">
    <p class="headline">
      ${
        cancelled
          ? "The query was cancelled before it found rows."
          : checkpoint
            ? `Nothing is new since the checkpoint ${visible(checkpoint.name)}.`
            : "No event matches this query."
      }
    </p>
    ${
      cancelled || checkpoint
        ? nothing
        : html`<p class="quiet">
            ${whatWasRead(scanned)} Widen the time after <code>during</code>, or loosen a condition after
            <code>where</code>. Remember that a comparison with something that is not there is false.
          </p>`
    }
    ${
      reveal && runAgain
        ? html`<p class="buttons">
            <button class="secondary" @click=${reveal}>Show Query</button>
            <button class="secondary" @click=${runAgain}>${icon("play")}Run Again</button>
          </p>`
        : nothing
    }
  </div>`;
}

/** A result from before the window was reloaded: what was known of it, and how to have it again. */
export function gone(
  { phase, rowCount, completeness, ranText = "", ranAt = 0 }: ShownRun,
  reveal: () => void,
  runAgain: () => void,
): TemplateResult {
  const when = new Date(ranAt).toLocaleString();
  const outcome =
    phase === "done"
      ? `It had ${plural(rowCount, "row")}${completeness ? ` and was ${completeness.verdict}` : ""}.`
      : `It ${phase === "failed" ? "failed" : "was cancelled"}.`;
  return html`<div class="state">
    <p class="headline">The rows of this result are gone: the window was reloaded since.</p>
    <p class="quiet">It ran ${when}. ${outcome}</p>
    ${ranText === "" ? nothing : html`<pre class="query" tabindex="0" aria-label="Query">${visible(ranText)}</pre>`}
    <p class="buttons">
      <button class="primary" @click=${runAgain}>${icon("play")}Run Again</button>
      <button class="secondary" @click=${reveal}>Show Query</button>
    </p>
  </div>`;
}

function whatWasRead(scanned: number | undefined): string {
  if (scanned === undefined) return "";
  return scanned === 0 ? "There are no events where it looked." : `${plural(scanned, "event")} read, none kept.`;
}
