import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { FromPage, ShownTab, TabMark } from "../protocol/panel.ts";
import { visible } from "./cellText.ts";
import { icon, type IconName } from "./icons.ts";
import "./tabStrip.css";

/** Icon, colour and word of each mark: nothing is said by colour alone. */
const marks: Readonly<Record<TabMark, { readonly icon: IconName; readonly tone: string; readonly word: string }>> = {
  complete: { icon: "pass", tone: "good", word: "complete" },
  truncated: { icon: "warning", tone: "caution", word: "truncated" },
  partial: { icon: "warning", tone: "caution", word: "partial" },
  "before-retention": { icon: "history", tone: "caution", word: "before retention" },
  unmet: { icon: "error", tone: "bad", word: "not as expected" },
  unknown: { icon: "question", tone: "caution", word: "not known to be complete" },
  running: { icon: "loading", tone: "spin", word: "running" },
  failed: { icon: "error", tone: "bad", word: "failed" },
  cancelled: { icon: "circle-slash", tone: "caution", word: "cancelled" },
  gone: { icon: "history", tone: "quiet", word: "rows are gone" },
};

/**
 * The open results as tabs, following the ARIA pattern *tabs* with one tab stop; Delete closes, P pins. The buttons for
 * that are for the mouse only: a list of tabs may hold nothing but tabs.
 */
export function tabStrip(
  tabs: readonly ShownTab[],
  active: string | null,
  post: (message: FromPage) => void,
): TemplateResult {
  return html`<div
    class="tabs"
    role="tablist"
    aria-label="Results"
    @keydown=${(event: KeyboardEvent) => obey(event, tabs, active, post)}
  >
    ${repeat(
      tabs,
      ({ id }) => id,
      (tab) => oneTab(tab, tab.id === active, post),
    )}
  </div>`;
}

function oneTab(
  { id, title, file, mark, pinned }: ShownTab,
  isActive: boolean,
  post: (message: FromPage) => void,
): TemplateResult {
  const { icon: name, tone, word } = marks[mark];
  const shown = visible(title);
  const context = JSON.stringify({
    webviewSection: pinned ? "pinnedTab" : "tab",
    tab: id,
    preventDefaultContextMenuItems: true,
  });
  return html`<div
    class="tab ${isActive ? "active" : ""} ${pinned ? "kept" : ""}"
    role="presentation"
    data-vscode-context=${context}
    @auxclick=${(event: MouseEvent) => event.button === 1 && post({ type: "closeTab", tab: id })}
  >
    <button
      class="pick"
      role="tab"
      id=${id}
      aria-selected=${isActive}
      aria-controls="result"
      tabindex=${isActive ? 0 : -1}
      title="${shown} — ${visible(file)}, ${word}${pinned ? ", pinned" : ""}"
      @click=${() => post({ type: "selectTab", tab: id })}
    >
      ${icon(name, tone)}<span class="label">${shown}</span
      ><span class="unseen">, ${word}${pinned ? ", pinned" : ""}</span>
    </button>
    ${
      pinned
        ? html`<button
            class="bare"
            tabindex="-1"
            aria-hidden="true"
            title="Unpin (P)"
            @click=${() => post({ type: "pinTab", tab: id, pinned: false })}
          >
            ${icon("pinned")}
          </button>`
        : html`<button
            class="bare close"
            tabindex="-1"
            aria-hidden="true"
            title="Close (Delete)"
            @click=${() => post({ type: "closeTab", tab: id })}
          >
            ${icon("close")}
          </button>`
    }
  </div>`;
}

/** What a key does to the tabs; undefined when it is none of theirs. */
export function tabKey(
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
  tabs: readonly Pick<ShownTab, "id" | "pinned">[],
  active: string | null,
): FromPage | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const at = tabs.findIndex(({ id }) => id === active);
  const tab = tabs[at];
  if (!tab) return undefined;
  const select = (index: number): FromPage | undefined => {
    const to = tabs[(index + tabs.length) % tabs.length];
    return to && { type: "selectTab", tab: to.id };
  };
  switch (key) {
    case "ArrowRight":
      return select(at + 1);
    case "ArrowLeft":
      return select(at - 1);
    case "Home":
      return select(0);
    case "End":
      return select(tabs.length - 1);
    case "Delete":
      return { type: "closeTab", tab: tab.id };
    case "p":
    case "P":
      return { type: "pinTab", tab: tab.id, pinned: !tab.pinned };
    default:
      return undefined;
  }
}

function obey(
  event: KeyboardEvent,
  tabs: readonly ShownTab[],
  active: string | null,
  post: (message: FromPage) => void,
): void {
  const message = tabKey(event, tabs, active);
  if (!message) return;
  event.preventDefault();
  post(message);
}
