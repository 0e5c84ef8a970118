import { commands, ConfigurationTarget, Range, Uri, window, workspace } from "vscode";

/** Where a connection is declared: the workspace's file, else the user's settings. */
export const CONNECTIONS_FILE = ".evq/connections.json";

/** The workspace's file of connections; undefined where no folder is open. */
export function connectionsFile(): Uri | undefined {
  const [folder] = workspace.workspaceFolders ?? [];
  return folder && Uri.joinPath(folder.uri, ...CONNECTIONS_FILE.split("/"));
}

/** Adds a connection to the workspace's file where a folder is open and trusted, else to the user's settings. */
export async function writeConnection(name: string, connection: Readonly<Record<string, unknown>>): Promise<void> {
  const file = connectionsFile();
  if (file && workspace.isTrusted) return addToFile(file, name, connection);
  const settings = workspace.getConfiguration("evq");
  const before = settings.inspect<object>("connections")?.globalValue ?? {};
  await settings.update("connections", { ...before, [name]: connection }, ConfigurationTarget.Global);
}

async function addToFile(file: Uri, name: string, connection: Readonly<Record<string, unknown>>): Promise<void> {
  const before = await readFile(file);
  const listed = before["connections"];
  const connections = { ...(isObject(listed) ? listed : {}), [name]: connection };
  const text = `${JSON.stringify({ ...before, connections }, null, 2)}\n`;
  await workspace.fs.writeFile(file, new TextEncoder().encode(text));
}

/** What the file holds now. One that cannot be read is not written over. */
async function readFile(file: Uri): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = new TextDecoder().decode(await workspace.fs.readFile(file));
  } catch {
    return {};
  }
  const read: unknown = JSON.parse(text);
  if (!isObject(read)) throw new Error(`${CONNECTIONS_FILE} holds no object.`);
  return read;
}

/** Opens what declares connections, at a connection's name. */
export async function openDeclaration(name: string, place: "workspace" | "user"): Promise<void> {
  const file = connectionsFile();
  if (place === "user" || !file) {
    return commands.executeCommand("workbench.action.openSettings", "evq.connections");
  }
  const document = await workspace.openTextDocument(file);
  const at = document.getText().indexOf(JSON.stringify(name));
  const position = document.positionAt(Math.max(0, at));
  await window.showTextDocument(document, { selection: new Range(position, position) });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
