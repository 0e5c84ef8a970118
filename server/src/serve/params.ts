import { EvqError } from "../base/failure.ts";
import type { JsonTree } from "../base/json.ts";

type Params = ReadonlyMap<string, JsonTree>;

/** The log of a request: its `instanceId` is the log's name. @throws EvqError `usage` */
export function instanceOf(params: Params): string {
  return textOf(params, "instanceId");
}

/** @throws EvqError `usage` */
export function textOf(params: Params, name: string): string {
  return optionalText(params, name) ?? refuse(`params.${name} is missing.`);
}

/** @throws EvqError `usage` */
export function optionalText(params: Params, name: string): string | undefined {
  const value = params.get(name) ?? null;
  if (value === null) return undefined;
  return typeof value === "string" ? value : refuse(`params.${name} is no text.`);
}

/** @throws EvqError `usage` */
export function flagOf(params: Params, name: string): boolean {
  const value = params.get(name) ?? false;
  return typeof value === "boolean" ? value : refuse(`params.${name} is neither true nor false.`);
}

/** @throws EvqError `usage` */
export function listOf(params: Params, name: string): readonly JsonTree[] {
  const value = params.get(name);
  return Array.isArray(value) ? (value as readonly JsonTree[]) : refuse(`params.${name} is no list.`);
}

/** The params without the members that are about the request and not about what it carries. */
export function without(params: Params, ...names: readonly string[]): Params {
  return new Map([...params].filter(([name]) => !names.includes(name)));
}

function refuse(message: string): never {
  throw new EvqError("usage", message);
}
