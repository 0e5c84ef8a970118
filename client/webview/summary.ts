import { html, nothing, type TemplateResult } from "lit";
import type { NoteCode } from "../../server/protocol/results.ts";
import type { ShownRun } from "../protocol/panel.ts";
import { visible } from "./cellText.ts";
import { icon, type IconName } from "./icons.ts";
import { plural } from "./plural.ts";
import "./summary.css";

interface SummaryActions {
  readonly cancel: () => void;
  /** Moves the checkpoint of a preview behind its rows. */
  readonly commit: () => void;
  readonly refresh: () => void;
  /** Absent where the query stands just above. */
  readonly reveal: (() => void) | undefined;
  readonly notesOpen: boolean;
  readonly toggleNotes: () => void;
}

/**
 * The line above the rows: which query, how many rows, how long, and whether this is all there is.
 * @param tools what can be done with the rows
 * @param isNamed whether the title stands above already
 */
export function summary(
  run: ShownRun,
  { cancel, commit, refresh, reveal, notesOpen, toggleNotes }: SummaryActions,
  tools: TemplateResult | typeof nothing,
  isNamed: boolean,
): TemplateResult {
  const running = run.phase === "running";
  const title = visible(run.title);
  return html`<header class="summary">
      ${
        isNamed
          ? html`<h1 class="unseen">${title}</h1>`
          : html`<h1 class="title">
              ${reveal ? html`<button class="link" title="Show the query" @click=${reveal}>${title}</button>` : title}
            </h1>`
      }
      <div class="facts" role="status">
        <span class="fact">${plural(run.rowCount, "row")}</span>
        <span class="fact">${duration(run.elapsedMs)}</span>
        ${verdict(run)}${sortingFact(run)}${waitingFact(run)}${ageFact(run)}${checkpointFact(run)}
      </div>
      <div class="actions">
        ${
          run.notes.length > 0
            ? html`<button
                class="link notes-toggle"
                aria-expanded=${notesOpen}
                aria-controls=${notesId(run)}
                @click=${toggleNotes}
              >
                ${icon(notesOpen ? "chevron-down" : "chevron-right")}How it ran
              </button>`
            : nothing
        }
        ${
          run.checkpoint?.state === "preview" && run.rowCount > 0 && run.ranAt === undefined
            ? html`<button
                class="secondary"
                title="Move the checkpoint behind these rows, so that they do not come again"
                @click=${commit}
              >
                ${icon("pass")}Commit Preview
              </button>`
            : nothing
        }
        ${
          run.cachedAt === undefined
            ? nothing
            : html`<button class="secondary" title="Ask the source again" @click=${refresh}>
                ${icon("refresh")}Refresh
              </button>`
        }
        ${running ? html`<button class="secondary" @click=${cancel}>${icon("debug-stop")}Cancel</button>` : nothing}
        ${
          isNamed
            ? html`<button class="bare" title="Show the query" aria-label="Show the query" @click=${reveal}>
                ${icon("go-to-file")}
              </button>`
            : nothing
        }
        ${tools}
      </div>
    </header>
    <div
      class="progress ${running ? "running" : ""}"
      role=${running ? "progressbar" : nothing}
      aria-label=${running ? "The query runs" : nothing}
    ></div>`;
}

/** Why no rows come just now; what exactly is waited for is read when someone points at it. */
function waitingFact({ waiting, waitingUntil, phase, rowCount }: ShownRun): TemplateResult | typeof nothing {
  if (phase !== "running" || waiting === undefined || rowCount === 0) return nothing;
  const until = waitingUntil === undefined ? "for the source" : untilText(waitingUntil);
  return html`<span class="fact" title=${visible(waiting)}>waiting ${until}</span>`;
}

/** Rows that are not of this run say so, and from when they are. */
function ageFact({ cachedAt }: ShownRun): TemplateResult | typeof nothing {
  if (cachedAt === undefined) return nothing;
  const when = new Date(cachedAt).toLocaleString();
  return html`<span class="fact" title=${`Read ${when}. The window is over, so the rows cannot have changed.`}
    >read ${ageText(Date.now() - cachedAt)}</span
  >`;
}

function ageText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "less than a minute ago";
  if (minutes < 60) return `${plural(minutes, "minute")} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${plural(hours, "hour")} ago` : `${plural(Math.floor(hours / 24), "day")} ago`;
}

/** When a pause is over, by the clock on the wall. */
export function untilText(milliseconds: number): string {
  return `until ${new Date(milliseconds).toLocaleTimeString()}`;
}

/** How much a run has read: pages where there are any, events, and how many a second once that means something. */
export function readSoFar({ scanned = 0, pages, expected, elapsedMs }: ShownRun): string {
  const of = expected === undefined || pages === undefined || expected < pages ? "" : ` of about ${expected}`;
  const inPages = pages === undefined ? "" : ` in ${plural(pages, "page")}${of}`;
  const rate = elapsedMs < 1000 ? "" : `, ${Math.round((scanned / elapsedMs) * 1000).toLocaleString("en")} a second`;
  return scanned === 0 ? "" : `${plural(scanned, "event")} read${inPages}${rate}`;
}

/** What became of the rows besides being shown, and where that left the checkpoint. */
function checkpointFact({ checkpoint, kept }: ShownRun): TemplateResult | typeof nothing {
  const name = visible(checkpoint?.name ?? "");
  if (kept) {
    const before = kept.repeated === 0 ? "" : `; ${plural(kept.repeated, "event")} had been kept before`;
    return html`<span class="fact" title="${plural(kept.appended, "event")} kept in local.${visible(kept.log)}${before}"
      >${kept.appended.toLocaleString("en-US")} kept in local.${visible(kept.log)}</span
    >`;
  }
  if (!checkpoint) return nothing;
  return checkpoint.state === "preview"
    ? html`<span class="fact" title="The checkpoint ${name} stands where it stood: the next run shows these rows again"
        >preview since ${name}</span
      >`
    : html`<span class="fact" title="The checkpoint ${name} stands behind these rows">committed to ${name}</span>`;
}

/** A sort that is not done says how far it is, or that it waits for the run. */
function sortingFact({ sorting, phase }: ShownRun): TemplateResult | typeof nothing {
  if (!sorting) return nothing;
  const text = phase === "running" ? "Sorted when all rows are there" : `Sorting, ${Math.floor(sorting.share * 100)} %`;
  return html`<span class="fact quiet">${text}</span>`;
}

/** Icon, word and reason: nothing is said by colour alone. */
function verdict(run: ShownRun): TemplateResult {
  const { look, word, reason } = verdictOf(run);
  return html`<span class="verdict ${look.tone}"
      >${icon(look.icon, look.icon === "loading" ? "spin" : "")}<strong>${word}</strong></span
    >${reason ? html`<span class="reason" title=${visible(reason)}>${visible(reason)}</span>` : nothing}`;
}

interface Look {
  readonly icon: IconName;
  readonly tone: "good" | "caution" | "bad" | "neutral";
}

const good: Look = { icon: "pass", tone: "good" };
const caution: Look = { icon: "warning", tone: "caution" };
const retention: Look = { icon: "history", tone: "caution" };

function verdictOf(run: ShownRun): {
  readonly look: Look;
  readonly word: string;
  readonly reason?: string;
} {
  const { phase, completeness, rowCount, ranAt } = run;
  if (ranAt !== undefined) return { look: { icon: "history", tone: "neutral" }, word: "Rows are gone" };
  switch (phase) {
    case "running":
      return {
        look: { icon: "loading", tone: "neutral" },
        word: "Running",
        reason: readSoFar(run),
      };
    case "failed":
      return { look: { icon: "error", tone: "bad" }, word: "Failed" };
    case "cancelled":
      return {
        look: { icon: "circle-slash", tone: "caution" },
        word: rowCount > 0 ? "Partial: cancelled" : "Cancelled",
        reason: rowCount > 0 ? (completeness?.reason ?? "These are the rows that were found until then.") : "",
      };
    case "done":
  }
  const reason = completeness?.reason ?? "";
  switch (completeness?.verdict) {
    case "complete":
      return { look: good, word: "Complete", reason };
    case "truncated":
      return { look: caution, word: "Truncated", reason };
    case "partial":
      return { look: caution, word: "Partial", reason };
    case "before-retention":
      return { look: retention, word: "Before retention", reason };
    case undefined:
      return { look: caution, word: "Not known to be complete" };
  }
}

const noteIcons: Readonly<Record<NoteCode, IconName>> = {
  "ran-at-source": "database",
  "ran-here": "vm",
  "ran-here-again": "vm",
  "sum-overflow": "warning",
  retention: "history",
  source: "info",
  comparison: "info",
  checkpoint: "history",
  "reads-on": "history",
  keeps: "database",
  "in-memory": "warning",
};

/** What the source did, what was done here, and why. */
export function notesList(run: Pick<ShownRun, "runId" | "notes">): TemplateResult {
  return html`<ul class="notes" id=${notesId(run)} aria-label="How the query ran">
    ${run.notes.map(
      ({ code, clause, message }) =>
        html`<li>
          ${icon(noteIcons[code] ?? "info")}${clause ? html`<code>${clause}</code>` : nothing}<span
            >${visible(message)}</span
          >
        </li>`,
    )}
  </ul>`;
}

function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

/** The outputs of a notebook share one document, in which an id stands once. */
function notesId({ runId }: Pick<ShownRun, "runId">): string {
  return `notes-${runId.replaceAll(/\s/g, "-")}`;
}
