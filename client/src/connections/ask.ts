import { window } from "vscode";
import type { ConnectionKey, ConnectionKind, SecretState } from "../../../server/protocol/connections.ts";

/** Which kind of system a connection is to. */
export async function askKind(kinds: readonly ConnectionKind[]): Promise<ConnectionKind | undefined> {
  const items = kinds.map((kind) => ({
    label: kind.title,
    description: kind.kind,
    detail: kind.description,
    system: kind,
  }));
  const placeHolder = "Choose the kind of system";
  const chosen = await window.showQuickPick(items, { title: "Add Connection", placeHolder, matchOnDetail: true });
  return chosen?.system;
}

/** The name that queries call it by. */
export function askName(kind: ConnectionKind, taken: readonly string[]): Thenable<string | undefined> {
  return window.showInputBox({
    title: `Add Connection: ${kind.title}`,
    prompt: "The name that queries call it by, as in from NAME.log",
    value: freeName(kind.kind, taken),
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (taken.includes(text)) return `There is a connection ${text} already.`;
      if (text === "local") return "local is the local store.";
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? undefined : "Letters, digits and _, and no digit first.";
    },
  });
}

function freeName(kind: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? kind : `${kind}_${n}`;
    if (!taken.includes(name)) return name;
  }
}

/** What must be known of a connection, key by key; undefined when the user leaves. Keys that are left empty are left out. */
export async function askKeys(kind: ConnectionKind): Promise<Readonly<Record<string, unknown>> | undefined> {
  const found: Record<string, unknown> = {};
  for (const key of kind.keys) {
    const value = key.type === "texts" ? await askTexts(kind, key) : await askText(kind, key);
    if (value === undefined) return undefined;
    if (value !== "") found[key.name] = value;
  }
  return found;
}

function askText(
  { title }: ConnectionKind,
  { name, description, isRequired, type }: ConnectionKey,
): Thenable<string | undefined> {
  return window.showInputBox({
    title: `Add Connection: ${title}: ${name}`,
    prompt: isRequired ? description : `${description} Leave it empty where it is not needed.`,
    placeHolder: type === "url" ? "https://" : name,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text === "") return isRequired ? "It is needed." : undefined;
      return type === "url" && !URL.canParse(text) ? "This is no address." : undefined;
    },
  });
}

/** Texts by name: one question a name that is known. */
async function askTexts({ title }: ConnectionKind, { name, names }: ConnectionKey): Promise<object | undefined> {
  const texts: Record<string, string> = {};
  for (const one of names ?? []) {
    const text = await window.showInputBox({
      title: `Add Connection: ${title}: ${name}`,
      prompt: one,
      ignoreFocusOut: true,
    });
    if (text === undefined) return undefined;
    texts[one] = text;
  }
  return texts;
}

/** A secret, which is shown nowhere and kept in VS Code's own storage. */
export function askSecret(connection: string, { title, origin }: SecretState): Thenable<string | undefined> {
  return window.showInputBox({
    title: `Sign In to ${connection}`,
    prompt: `${title}, sent to ${origin} and nowhere else`,
    password: true,
    ignoreFocusOut: true,
  });
}
