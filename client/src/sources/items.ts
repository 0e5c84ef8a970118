import { homedir } from "node:os";
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { LogSummary, StoreSummary } from "../../../server/protocol/results.ts";

/** The connection `local` with the folder of its store. Texts here are plain: nothing of an event becomes a link. */
export function storeItem({ path, logs, problems }: StoreSummary): TreeItem {
  const item = new TreeItem("local", TreeItemCollapsibleState.Expanded);
  item.id = "local";
  item.description = path.startsWith(homedir()) ? `~${path.slice(homedir().length)}` : path;
  item.tooltip = `Local store\n${path}\n${plural(logs.length, "log")}`;
  item.iconPath = new ThemeIcon("database");
  item.contextValue = problems.length > 0 ? "store.problems" : "store";
  return item;
}

export function logItem({ name, events, streams, first, last, bytes }: LogSummary): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.id = `local/${name}`;
  item.description = plural(events, "event");
  const lines = [name, `${plural(events, "event")} in ${plural(streams, "stream")}`];
  if (first !== undefined) lines.push(`first ${first}`);
  if (last !== undefined) lines.push(`last ${last}`);
  item.tooltip = [...lines, size(bytes)].join("\n");
  item.iconPath = new ThemeIcon("list-unordered");
  item.contextValue = "log";
  item.accessibilityInformation = { label: `log ${name}, ${plural(events, "event")}` };
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

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function size(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
