import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { GroupCount, LogSummary, StoreSummary } from "../../../server/protocol/logs.ts";

/** The connection `local` with the folder of its store. Texts here are plain: nothing of an event becomes a link. */
export function storeItem({ path, logs, problems, readOnly, inMemory }: StoreSummary, home?: string): TreeItem {
  const item = new TreeItem("local", TreeItemCollapsibleState.Expanded);
  item.id = "local";
  const place = inMemory ? "in memory" : shortPath(path, home);
  item.description = readOnly === undefined ? place : `${place} · read only`;
  item.tooltip = [
    "Local store",
    inMemory ? IN_MEMORY : path,
    plural(logs.length, "log"),
    ...(readOnly === undefined ? [] : [`Only read: ${readOnly}.`]),
  ].join("\n");
  item.iconPath = new ThemeIcon(readOnly === undefined ? "database" : "lock");
  item.contextValue = problems.length > 0 ? "store.problems" : "store";
  return item;
}

export function logItem({ name, events, streams, first, last, bytes, description }: LogSummary): TreeItem {
  const state = streams > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
  const item = new TreeItem(name, state);
  item.id = `local/${name}`;
  item.description = [plural(events, "event"), ...(last === undefined ? [] : [`until ${day(last)}`])].join(" · ");
  item.tooltip = [
    name,
    ...(description === undefined || description === "" ? [] : [description]),
    `${plural(events, "event")} in ${plural(streams, "stream")}, ${size(bytes)}`,
    ...period(first, last),
  ].join("\n");
  item.iconPath = new ThemeIcon("list-unordered");
  item.contextValue = "log";
  item.accessibilityInformation = { label: `log ${name}, ${plural(events, "event")}` };
  return item;
}

export function streamItem(log: LogSummary, { name, events, first, last }: GroupCount): TreeItem {
  const item = new TreeItem(name ?? "no stream", TreeItemCollapsibleState.None);
  item.id = `local/${log.name}/${name === null ? "none" : `stream ${name}`}`;
  item.description = plural(events, "event");
  item.tooltip = [
    `${name ?? "Events without a stream"} in ${log.name}`,
    plural(events, "event"),
    ...period(first, last),
  ].join("\n");
  item.iconPath = new ThemeIcon(name === null ? "circle-slash" : "pulse");
  item.contextValue = name === null ? "stream.none" : "stream";
  item.accessibilityInformation = { label: `stream ${name ?? "none"}, ${plural(events, "event")}` };
  return item;
}

export function moreItem(count: number): TreeItem {
  const item = new TreeItem(`and ${plural(count, "stream")} with fewer events`, TreeItemCollapsibleState.None);
  item.tooltip = "A query lists them all: reduce count() by stream_id";
  item.contextValue = "more";
  return item;
}

export function problemItem(problem: string): TreeItem {
  const item = new TreeItem(problem, TreeItemCollapsibleState.None);
  item.tooltip = problem;
  item.iconPath = new ThemeIcon("warning", new ThemeColor("list.warningForeground"));
  item.contextValue = "problem";
  return item;
}

export function writerItem(writer: string): TreeItem {
  const item = new TreeItem(`${writer} writes to this store`, TreeItemCollapsibleState.None);
  item.tooltip = `${writer} holds the lock of this store. It can be read meanwhile; imports have to wait.`;
  item.iconPath = new ThemeIcon("lock");
  item.contextValue = "writer";
  return item;
}

/** What is to be known of logs that are not on disk. */
export const IN_MEMORY = "In memory: gone when this window is closed or loaded anew.";

/** A path below the user's folder begins with `~`. */
export function shortPath(path: string, home: string | undefined): string {
  return home !== undefined && path.startsWith(home) ? `~${path.slice(home.length)}` : path;
}

function period(first: string | undefined, last: string | undefined): readonly string[] {
  return [...(first === undefined ? [] : [`first ${first}`]), ...(last === undefined ? [] : [`last ${last}`])];
}

function day(time: string): string {
  return time.slice(0, 10);
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function size(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
