import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { CheckpointSummary, Preview } from "../../../server/protocol/checkpoints.ts";

/** A checkpoint with what it reads, where that goes, and how far behind it is. Texts here are plain. */
export function checkpointItem(checkpoint: CheckpointSummary): TreeItem {
  const { id, name, problem, gaps } = checkpoint;
  const isSound = problem === undefined;
  const item = new TreeItem(name, isSound ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = `checkpoint/${id}`;
  item.description = [way(checkpoint), ...state(checkpoint)].join(" · ");
  item.tooltip = [name, way(checkpoint), ...(isSound ? facts(checkpoint).map(({ text }) => text) : [problem])].join(
    "\n",
  );
  item.iconPath = isSound
    ? gaps > 0
      ? new ThemeIcon("warning", new ThemeColor("list.warningForeground"))
      : new ThemeIcon("history")
    : new ThemeIcon("error", new ThemeColor("list.errorForeground"));
  item.contextValue = isSound ? "checkpoint" : "checkpoint.broken";
  item.accessibilityInformation = {
    label: `checkpoint ${name}, ${[way(checkpoint), ...state(checkpoint)].join(", ")}`,
  };
  return item;
}

/** One thing that is known of a checkpoint. */
export interface CheckpointFact {
  readonly name: string;
  readonly value: string;
  readonly icon: "location" | "clock" | "watch" | "warning" | "pass" | "archive";
  /** The whole of it in a sentence. */
  readonly text: string;
  /** Whether the log tells more of it. */
  readonly hasMore?: true;
}

/** Where it stands, when it ran, how far it is behind, and what it met. */
export function facts(checkpoint: CheckpointSummary): readonly CheckpointFact[] {
  const { position, by, lastRun, lagSeconds, gaps, deadLetters } = checkpoint;
  const place = position === undefined ? "the beginning" : by === "number" ? `number ${position}` : position;
  return [
    { name: "Position", value: place, icon: "location", text: `Stands at ${place}.` },
    { name: "Last run", value: lastRun, icon: "clock", text: `Moved last at ${lastRun}.` },
    lagSeconds === undefined
      ? { name: "Lag", value: "not read to the end yet", icon: "watch", text: "The log was not read to its end yet." }
      : {
          name: "Lag",
          value: duration(lagSeconds),
          icon: "watch",
          text: `All was read until ${duration(lagSeconds)} ago.`,
        },
    gaps === 0
      ? { name: "Gaps", value: "none", icon: "pass", text: "No gaps." }
      : {
          name: "Gaps",
          value: String(gaps),
          icon: "warning",
          text: `${plural(gaps, "gap")}: events may be missing.`,
          hasMore: true,
        },
    ...(deadLetters === 0
      ? []
      : [
          {
            name: "Unreadable",
            value: plural(deadLetters, "record"),
            icon: "archive",
            text: `${plural(deadLetters, "record")} could not be read and stand aside.`,
            hasMore: true,
          } as const,
        ]),
  ];
}

export function factItem(
  checkpoint: CheckpointSummary,
  { name, value, icon, text, hasMore }: CheckpointFact,
): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.id = `checkpoint/${checkpoint.id}/${name}`;
  item.description = value;
  item.tooltip = text;
  item.iconPath = new ThemeIcon(icon, icon === "warning" ? new ThemeColor("list.warningForeground") : undefined);
  item.contextValue = hasMore ? "checkpointFact.more" : "checkpointFact";
  item.accessibilityInformation = { label: text };
  return item;
}

/** A result whose checkpoint can still be moved behind its rows. */
export function previewItem({ runId, title, checkpoint, sources, rowCount }: Preview): TreeItem {
  const item = new TreeItem(`Preview of ${plural(rowCount, "row")}`, TreeItemCollapsibleState.None);
  item.id = `preview/${runId}`;
  item.description = [checkpoint, ...sources].join(" · ");
  item.tooltip = [
    title,
    `The checkpoint ${checkpoint} stands where it stood before.`,
    "Committing moves it behind these rows, so that they do not come again.",
  ].join("\n");
  item.iconPath = new ThemeIcon("eye");
  item.contextValue = "preview";
  item.accessibilityInformation = { label: `preview of ${plural(rowCount, "row")} since ${checkpoint}, not committed` };
  return item;
}

/** A length of time by its largest unit, as people say it. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.floor(seconds / 3600)} h` : plural(Math.floor(seconds / 86_400), "day");
}

function way({ source, place, isInto }: CheckpointSummary): string {
  return isInto ? `${source} → local.${place}` : source;
}

function state({ problem, lagSeconds, gaps }: CheckpointSummary): readonly string[] {
  if (problem !== undefined) return ["cannot be read"];
  return [
    ...(lagSeconds === undefined ? [] : [`${duration(lagSeconds)} behind`]),
    ...(gaps > 0 ? [plural(gaps, "gap")] : []),
  ];
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
