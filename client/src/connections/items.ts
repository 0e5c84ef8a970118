import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { ConnectionSummary } from "../../../server/protocol/connections.ts";

/** A connection in the tree, with how it is doing. */
export function connectionItem(connection: ConnectionSummary): TreeItem {
  const { name, title, addresses, logs, state, isInsecure, lastUse } = connection;
  const hasChildren = logs.length > 0 || state === "broken";
  const item = new TreeItem(name, hasChildren ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = `connection/${name}`;
  item.description = [title, status(connection)].filter(Boolean).join(" · ");
  item.tooltip = [
    `${name}: ${title}`,
    ...addresses,
    sentenceOf(connection),
    ...(isInsecure ? ["It may be asked over a way that others can read along (allowInsecure)."] : []),
    ...(lastUse ? [lastUse.failure?.message ?? `Last read at ${lastUse.at}.`] : []),
  ].join("\n");
  item.iconPath = icon(connection);
  item.contextValue = `connection.${state}`;
  item.accessibilityInformation = { label: `connection ${name} to ${title}, ${status(connection) || "ready"}` };
  return item;
}

export function remoteLogItem({ name }: ConnectionSummary, log: string): TreeItem {
  const item = new TreeItem(log, TreeItemCollapsibleState.None);
  item.id = `connection/${name}/${log}`;
  item.iconPath = new ThemeIcon("list-unordered");
  item.contextValue = "remoteLog";
  item.tooltip = `${name}.${log}`;
  item.accessibilityInformation = { label: `log ${log} of ${name}` };
  return item;
}

function status({ state, secrets, isInsecure, lastUse }: ConnectionSummary): string {
  if (state === "broken") return "not usable";
  if (state === "untrusted") return "not trusted";
  if (secrets.some(({ isKnown, optional }) => !isKnown && !optional)) return "not signed in";
  if (lastUse?.failure) return "failed";
  return isInsecure ? "not encrypted" : "";
}

function sentenceOf({ state, path, secrets }: ConnectionSummary): string {
  if (state === "untrusted") return `Of ${path}; it is not used until the workspace is trusted.`;
  const missing = secrets.filter(({ isKnown, optional }) => !isKnown && !optional).map(({ title }) => title);
  return missing.length > 0 && state === "ready" ? `Not signed in: ${missing.join(", ")}.` : `Declared in ${path}.`;
}

function icon(connection: ConnectionSummary): ThemeIcon {
  const warning = new ThemeColor("list.warningForeground");
  switch (status(connection)) {
    case "":
      return new ThemeIcon("plug");
    case "failed":
    case "not usable":
      return new ThemeIcon("error", new ThemeColor("list.errorForeground"));
    case "not signed in":
      return new ThemeIcon("key", warning);
    default:
      return new ThemeIcon("warning", warning);
  }
}
