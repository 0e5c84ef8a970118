import { html, nothing, type TemplateResult } from "lit";
import { icon, type IconName } from "./icons.ts";
import type { ShownRun } from "../protocol/panel.ts";
import type { TableView } from "./tableView.ts";
import type { ViewName } from "./viewName.ts";

interface Tools {
  readonly view: ViewName;
  readonly shape: ShownRun["shape"];
  /** Of changes: whether fields that did not change are shown. */
  readonly showsUnchanged: boolean;
  /** Why there is no chart; undefined when there is one. */
  readonly chartRefusal: string | undefined;
  readonly isReduced: boolean;
  readonly grouping: TableView["grouping"];
  readonly choose: (view: ViewName) => void;
  readonly group: () => void;
  readonly toggleUnchanged: () => void;
  readonly sortAs: () => void;
  readonly copyAs: () => void;
  readonly openBeside: (() => void) | undefined;
}

/** What can be done with the rows that are shown. Views and groups are offered for reduced results only. */
export function toolbar({
  view,
  shape,
  showsUnchanged,
  toggleUnchanged,
  chartRefusal,
  isReduced,
  grouping,
  choose,
  group,
  sortAs,
  copyAs,
  openBeside,
}: Tools): TemplateResult {
  return html`<span class="tools" role="group" aria-label="Rows">
    ${
      shape
        ? html`${toggle("git-compare", shape === "changes" ? "Changes" : "Differences", view === "shape", undefined, () => choose("shape"))}
          ${toggle("table", "Table", view === "table", undefined, () => choose("table"))}
          ${view === "shape" && shape === "changes" ? toggle("eye", "Show fields that did not change", showsUnchanged, undefined, toggleUnchanged) : nothing}`
        : nothing
    }
    ${
      isReduced
        ? html`${toggle("table", "Table", view === "table", undefined, () => choose("table"))}
          ${toggle("graph", "Chart", view === "chart", chartRefusal, () => choose("chart"))}
          ${view === "table" ? groupToggle(grouping, group) : nothing}`
        : nothing
    }
    ${view === "table" ? plain("sort-precedence", "Sort by several columns…", sortAs) : nothing}
    ${view === "table" ? plain("copy", "Copy selected rows as…", copyAs) : nothing}
    ${openBeside ? plain("split-horizontal", "Open in an editor tab", openBeside) : nothing}
  </span>`;
}

const groupTitles: Readonly<Record<TableView["grouping"], string>> = {
  on: "Grouped by the first key",
  off: "Group by the first key",
  scattered: "Sort and group by the first key",
  "too-many": "There are too many groups to show headings",
  none: "There is one row a group: nothing to group",
};

function groupToggle(grouping: TableView["grouping"], group: () => void): TemplateResult {
  const refusal = grouping === "none" || grouping === "too-many" ? groupTitles[grouping] : undefined;
  return toggle("list-tree", groupTitles[grouping], grouping === "on", refusal, group);
}

/** A button that stays pressed; where it can do nothing it says why, to the keyboard too. */
function toggle(
  name: IconName,
  title: string,
  pressed: boolean,
  refusal: string | undefined,
  act: () => void,
): TemplateResult {
  return html`<button
    class="choice"
    aria-pressed=${pressed}
    aria-disabled=${refusal === undefined ? nothing : "true"}
    aria-label=${refusal ?? title}
    title=${refusal ?? title}
    @click=${() => refusal === undefined && act()}
  >
    ${icon(name)}
  </button>`;
}

function plain(name: IconName, title: string, act: () => void): TemplateResult {
  return html`<button class="bare" aria-label=${title} title=${title} @click=${act}>${icon(name)}</button>`;
}
