import { window } from "vscode";
import type { ConnectionSummary } from "../../../server/protocol/connections.ts";
import type { Evq } from "../evq.ts";

/** The connection that a command is about: the one of the tree's row, the one that is named, else one that the user picks. */
export async function chooseConnection(
  { wire }: Evq,
  [target]: readonly unknown[],
  title: string,
): Promise<ConnectionSummary | undefined> {
  const { connections } = await wire.request("evq/connection/list", null);
  const name = typeof target === "string" ? target : nameOf(target);
  if (name !== undefined) return connections.find((connection) => connection.name === name);
  if (connections.length === 0) {
    void window.showInformationMessage("There are no connections yet. Add one first.");
    return undefined;
  }
  const items = connections.map((connection) => ({
    label: connection.name,
    description: connection.title,
    connection,
  }));
  return (await window.showQuickPick(items, { title, placeHolder: "Choose a connection" }))?.connection;
}

function nameOf(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null || !("connection" in node)) return undefined;
  const { connection } = node;
  if (typeof connection !== "object" || connection === null || !("name" in connection)) return undefined;
  return typeof connection.name === "string" ? connection.name : undefined;
}

/** The log of a connection that a row of the tree stands for. */
export function remoteLogOf(
  node: unknown,
): { readonly connection: string; readonly log: string; readonly stream?: string } | undefined {
  const connection = nameOf(node);
  if (connection === undefined || typeof node !== "object" || node === null || !("remoteLog" in node)) return undefined;
  return typeof node.remoteLog === "string" ? { connection, log: node.remoteLog } : undefined;
}
