import type { JsonTree } from "../../base/json.ts";
import type { Key, Shape } from "./shape.ts";

/** What is wrong with a connections file or a connection, and where: `connections.erp.url`. */
export interface SettingsProblem {
  readonly path: string;
  readonly message: string;
}

/** Reads an object by its shape: every key known, every value of its type, nothing required missing. */
export function readShape(
  tree: ReadonlyMap<string, JsonTree>,
  shape: Shape,
  path: string,
  problems: SettingsProblem[],
): Readonly<Record<string, unknown>> {
  const read: [string, unknown][] = [];
  for (const [name, value] of tree) {
    const key = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (!key) {
      problems.push({ path: `${path}.${name}`, message: `There is no key ${name} here.${meant(name, shape)}` });
      continue;
    }
    const problem = problemOf(key, value, `${path}.${name}`, problems);
    if (problem !== undefined) problems.push({ path: `${path}.${name}`, message: problem });
    else read.push([name, valueOf(key, value, `${path}.${name}`)]);
  }
  for (const [name, { required }] of Object.entries(shape)) {
    if (required && !tree.has(name)) problems.push({ path, message: `The key ${name} is missing.` });
  }
  return Object.fromEntries(read);
}

function meant(name: string, shape: Shape): string {
  const similar = Object.keys(shape).find((key) => key.toLowerCase() === name.toLowerCase());
  return similar === undefined ? ` There are ${Object.keys(shape).join(", ")}.` : ` Did you mean ${similar}?`;
}

/** What is wrong with a value; undefined when it is right. */
function problemOf(key: Key, value: JsonTree, path: string, problems: SettingsProblem[]): string | undefined {
  switch (key.type) {
    case "text":
      return typeof value === "string" && value !== "" ? undefined : "It must be a text that is not empty.";
    case "url":
      return typeof value === "string" ? urlProblem(value, key.schemes) : "It must be an address in quotes.";
    case "flag":
      return typeof value === "boolean" ? undefined : "It must be true or false.";
    case "count":
    case "seconds":
      return typeof value === "bigint" && value >= 1n && value <= BigInt(key.most)
        ? undefined
        : `It must be a whole number from 1 to ${key.most}.`;
    case "duration":
      return typeof value === "string" && /^(\d+(ms|s|m|h|d|w))+$/.test(value)
        ? undefined
        : 'It must be a duration in quotes, such as "15m".';
    case "choice":
      return typeof value === "string" && key.choices.includes(value)
        ? undefined
        : `It must be ${key.choices.map((choice) => `"${choice}"`).join(" or ")}.`;
    case "texts":
      return isObject(value) && [...value.values()].every((text) => typeof text === "string")
        ? undefined
        : "It must be an object of texts.";
    case "keys":
      if (!isObject(value)) return "It must be an object.";
      readShape(value, key.keys, path, problems);
      return undefined;
  }
}

function urlProblem(text: string, schemes: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return `"${text}" is no address.`;
  const { protocol, username, password, hash } = new URL(text);
  if (!schemes.includes(protocol.slice(0, -1)))
    return `It must begin with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}.`;
  if (username !== "" || password !== "")
    return "A user name or password has no place in an address: name the secret under the key secret.";
  return hash === "" ? undefined : "It must have no part behind #.";
}

function valueOf(key: Key, value: JsonTree, path: string): unknown {
  switch (key.type) {
    case "count":
    case "seconds":
      return Number(value);
    case "texts":
      return Object.fromEntries(value as ReadonlyMap<string, string>);
    case "keys":
      return readShape(value as ReadonlyMap<string, JsonTree>, key.keys, path, []);
    default:
      return value;
  }
}

export function isObject(value: JsonTree | undefined): value is ReadonlyMap<string, JsonTree> {
  return value instanceof Map;
}
