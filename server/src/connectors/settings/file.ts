import { JsonError, parseJson } from "../../base/json.ts";
import type { JsonTree } from "../../base/json.ts";
import { isObject, readShape } from "./read.ts";
import type { SettingsProblem } from "./read.ts";
import { COMMON } from "./shape.ts";
import type { CommonSettings, Shape } from "./shape.ts";

/** A connection as its file declares it, checked against the keys of its kind. It has no secret in it, only names of them. */
export interface Declaration {
  readonly name: string;
  readonly kind: string;
  /** The values of the kind's keys, of the types its shape says; only to be read by the kind's own connector. */
  readonly settings: Readonly<Record<string, unknown>> & CommonSettings;
  /** The environment variable that holds a secret, by the secret's name in the connection. */
  readonly variables: Readonly<Record<string, string>>;
  /** Why it cannot be used; empty when it can. */
  readonly problems: readonly SettingsProblem[];
}

export interface ConnectionsFile {
  readonly connections: readonly Declaration[];
  /** What is wrong with the file as a whole. */
  readonly problems: readonly SettingsProblem[];
}

/** What the reader needs to know of a kind. */
export interface DeclaredKind {
  readonly keys: Shape;
  /** Names of secrets that can be declared under `secrets`; a kind with a single one has it under `secret`. */
  readonly secretNames: readonly string[];
}

/** Reads the text of `.evq/connections.json`. What is wrong with one connection does not hide the others. */
export function readConnections(text: string, kinds: Readonly<Record<string, DeclaredKind>>): ConnectionsFile {
  let tree: JsonTree;
  try {
    tree = parseJson(text);
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
    const line = text.slice(0, thrown.offset).split("\n").length;
    return { connections: [], problems: [{ path: `line ${line}`, message: `It is no JSON: ${thrown.message}.` }] };
  }
  return connectionsOf(tree, kinds);
}

/** The same of a value that was parsed already. */
export function connectionsOf(tree: JsonTree, kinds: Readonly<Record<string, DeclaredKind>>): ConnectionsFile {
  const problems: SettingsProblem[] = [];
  if (!isObject(tree)) return { connections: [], problems: [{ path: "", message: "It must be an object." }] };
  for (const name of tree.keys()) {
    if (name !== "connections" && name !== "$schema")
      problems.push({ path: name, message: `There is no key ${name} here. Connections stand under connections.` });
  }
  const listed = tree.get("connections");
  if (!isObject(listed)) {
    problems.push({ path: "connections", message: "It must be an object: a connection for each name." });
    return { connections: [], problems };
  }
  return { connections: [...listed].map(([name, value]) => declaration(name, value, kinds)), problems };
}

function declaration(name: string, value: JsonTree, kinds: Readonly<Record<string, DeclaredKind>>): Declaration {
  const path = `connections.${name}`;
  const problems: SettingsProblem[] = [];
  const broken = (kind: string): Declaration => ({ name, kind, settings: {}, variables: {}, problems });
  const nameProblem = problemOfName(name);
  if (nameProblem !== undefined) problems.push({ path, message: nameProblem });
  if (!isObject(value)) {
    problems.push({ path, message: "It must be an object." });
    return broken("");
  }
  const kind = value.get("kind");
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) {
    problems.push({ path: `${path}.kind`, message: `It must be one of ${Object.keys(kinds).join(", ")}.` });
    return broken(typeof kind === "string" ? kind : "");
  }
  const { keys, secretNames } = kinds[kind] ?? { keys: {}, secretNames: [] };
  const rest = new Map([...value].filter(([key]) => !["kind", "secret", "secrets"].includes(key)));
  const settings = readShape(rest, { ...COMMON, ...keys }, path, problems);
  return { name, kind, settings, variables: variablesOf(value, secretNames, path, problems), problems };
}

/** Names stand in queries and in messages. */
function problemOfName(name: string): string | undefined {
  if (name === "local") return "local is the name of the local store; give the connection another one.";
  return /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,63}$/u.test(name)
    ? undefined
    : "A connection's name is a letter, then letters, digits, blanks, dots, dashes and underscores, at most 64.";
}

/** `secret: { env }`, or `secrets: { name: { env } }`. A secret that is written out is refused, and its text not repeated. */
function variablesOf(
  value: ReadonlyMap<string, JsonTree>,
  names: readonly string[],
  path: string,
  problems: SettingsProblem[],
): Readonly<Record<string, string>> {
  const found: [string, string][] = [];
  const take = (name: string, secret: JsonTree | undefined, at: string): void => {
    const variable = isObject(secret) && secret.size === 1 ? secret.get("env") : undefined;
    if (typeof variable === "string" && /^\w+$/.test(variable)) found.push([name, variable]);
    else
      problems.push({
        path: at,
        message:
          typeof secret === "string"
            ? 'A secret must not stand here. Name the environment variable that holds it: { "env": "NAME" }, and change the secret if others have seen this file.'
            : 'It must name an environment variable: { "env": "NAME" }.',
      });
  };
  if (value.has("secret")) take("secret", value.get("secret"), `${path}.secret`);
  const several = value.get("secrets");
  if (several === undefined) return Object.fromEntries(found);
  if (!isObject(several)) problems.push({ path: `${path}.secrets`, message: "It must be an object." });
  else
    for (const [name, secret] of several) {
      const at = `${path}.secrets.${name}`;
      if (names.includes(name)) take(name, secret, at);
      else problems.push({ path: at, message: `There is no secret ${name} here. There are ${names.join(", ")}.` });
    }
  return Object.fromEntries(found);
}
