import { html, nothing, type TemplateResult } from "lit";
import type { GroupCount, Histogram, LogStats } from "../../server/protocol/logs.ts";
import type { ToStats } from "../protocol/stats.ts";
import { visible } from "./cellText.ts";
import { plural } from "./plural.ts";

/** The statistics of one log; event text is text nodes throughout. */
export function statsView(message: ToStats, refresh: () => void): TemplateResult {
  switch (message.type) {
    case "counting":
      return html`<h1 class="state" role="status">Counting the events…</h1>`;
    case "failed":
      return html`<div class="state" role="alert">
        <h1>${visible(message.failure.message)}</h1>
        <p class="quiet">${visible(message.failure.wayOut?.text ?? "")}</p>
        <button @click=${refresh}>Try Again</button>
      </div>`;
    case "stats":
      return whole(message.stats, refresh);
  }
}

function whole(stats: LogStats, refresh: () => void): TemplateResult {
  const { log, types, streams, histogram } = stats;
  const counted = streams.reduce((sum, { events }) => sum + events, 0);
  return html`<header>
      <h1>${visible(log.name)}</h1>
      <button @click=${refresh}>Refresh</button>
      ${log.description ? html`<p class="description">${visible(log.description)}</p>` : nothing}
    </header>
    ${facts(stats)}
    ${
      log.events === 0
        ? html`<p class="state">The log has no events yet. Append one, or import a file into it.</p>`
        : html`${histogram ? overTime(histogram) : nothing}
            <div class="tables">
              ${groups("By Type", "Type", "no type", types, log.events)}
              ${log.streams > 0 ? groups("By Stream", "Stream", "no stream", streams, log.events) : nothing}
            </div>
            ${
              counted < log.events
                ? html`<p class="quiet">
                    The streams with the most events are listed, of ${plural(log.streams, "stream")} in all.
                  </p>`
                : nothing
            }`
    }`;
}

function facts({ log }: LogStats): TemplateResult {
  const { events, streams, first, last, bytes, created, updated } = log;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Events", number(events)],
    ["Streams", number(streams)],
    ["First", first && time(first)],
    ["Last", last && time(last)],
    ["On disk", size(bytes)],
    ["Per event", events === 0 ? undefined : size(Math.round(bytes / events))],
    ["Made", created && time(created)],
    ["Changed", updated && time(updated)],
  ];
  return html`<dl>
    ${rows.map(([name, value]) =>
      value === undefined
        ? nothing
        : html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`;
}

function overTime({ step, stepMs, start, counts }: Histogram): TemplateResult {
  const most = Math.max(...counts);
  const at = (i: number) => stepText(Date.parse(start) + i * stepMs, stepMs);
  const busiest = counts.indexOf(most);
  const summary = `${plural(counts.length, "step")} of ${step}, from ${at(0)} to ${at(counts.length - 1)}; most at ${at(busiest)} with ${plural(most, "event")}`;
  return html`<section aria-labelledby="over-time">
    <h2 id="over-time">Over Time <span class="quiet">UTC, a bar is ${step}</span></h2>
    <div class="chart" role="img" aria-label=${summary}>
      <span class="most" aria-hidden="true">${number(most)}</span>
      ${counts.map(
        (count, i) =>
          html`<div
            class="step"
            title=${`${at(i)}: ${plural(count, "event")}`}
            .style=${`--share: ${most === 0 ? 0 : count / most}`}
          >
            <div class=${count === 0 ? "none" : "bar"}></div>
          </div>`,
      )}
    </div>
    <div class="axis quiet" aria-hidden="true">
      <span>${at(0)}</span><span>${counts.length > 1 ? at(counts.length - 1) : ""}</span>
    </div>
    <details>
      <summary>As numbers</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col" class="number">Events</th>
          </tr>
        </thead>
        <tbody>
          ${counts.map(
            (count, i) =>
              html`<tr>
                <td>${at(i)}</td>
                <td class="number">${number(count)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </section>`;
}

function groups(
  title: string,
  column: string,
  without: string,
  counts: readonly GroupCount[],
  total: number,
): TemplateResult {
  const id = column.toLowerCase();
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby=${id}>
      <table>
        <thead>
          <tr>
            <th scope="col">${column}</th>
            <th scope="col" class="number">Events</th>
            <th scope="col" class="number">Share</th>
            <th scope="col">First</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          ${counts.map(
            ({ name, events, first, last }) =>
              html`<tr>
                <th scope="row">
                  ${name === null ? html`<i>${without}</i>` : html`<span class="name">${visible(name)}</span>`}
                </th>
                <td class="number">${number(events)}</td>
                <td class="number share" .style=${`--share: ${events / total}`}>${percent(events / total)}</td>
                <td class="time" title=${first ? time(first) : ""}>${first ? time(first).slice(0, 10) : ""}</td>
                <td class="time" title=${last ? time(last) : ""}>${last ? time(last).slice(0, 10) : ""}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** A moment without what every step of this length has. */
function stepText(ms: number, stepMs: number): string {
  const text = new Date(ms).toISOString();
  return stepMs >= 86_400_000 ? text.slice(0, 10) : text.slice(0, stepMs >= 60_000 ? 16 : 19).replace("T", " ");
}

function time(rfc3339: string): string {
  return rfc3339.replace("T", " ").replace(/(\.\d+)?Z$/, "");
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return "<0.1%";
  return `${(share * 100).toFixed(1)}%`;
}

function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
