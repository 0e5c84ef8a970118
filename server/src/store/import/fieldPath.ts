import { EvqError } from "../../base/failure.ts";
import { membersOf } from "./members.ts";
import type { Members } from "./members.ts";

/** Where a field stands in a record: keys from the top, and the path as it was written. */
export interface FieldPath {
  readonly text: string;
  readonly keys: readonly string[];
}

/**
 * Reads a path such as `userIdentity.arn` or `` `odd.key`.x ``; within backticks a backtick is written twice.
 * @throws EvqError `usage`
 */
export function readPath(text: string): FieldPath {
  const keys: string[] = [];
  const step = /(?:`((?:[^`]|``)*)`|([^.`]+))(?:\.|$)/y;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (!match) break;
    keys.push(match[1]?.replaceAll("``", "`") ?? match[2] ?? "");
    if (step.lastIndex === text.length && !text.endsWith(".")) return { text, keys };
  }
  throw new EvqError(
    "usage",
    `"${text}" is no path to a field.`,
    "Write keys with dots between, odd ones in backticks.",
  );
}

/** A path as a user would write it. */
export function printPath(keys: readonly string[]): string {
  return keys.map((key) => (/^[^.`]+$/.test(key) ? key : `\`${key.replaceAll("`", "``")}\``)).join(".");
}

/** The compact JSON at a path; a key that is spelled like the whole path wins over steps. */
export function at(members: Members, { text, keys }: FieldPath): string | undefined {
  const whole = members.get(text);
  if (whole !== undefined || keys.length === 0) return whole;
  let value = members.get(keys[0] ?? "");
  for (const key of keys.slice(1)) {
    if (value === undefined) return undefined;
    value = membersOf(value)?.get(key);
  }
  return value;
}
