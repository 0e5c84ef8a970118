import { JsonError, parseJson } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";
import type { Reply } from "./reply.ts";

/** A request as it came in: `{"type": T, "requestId": ID, "params": {…}}`. */
export interface Frame {
  readonly type: string;
  readonly requestId: string;
  readonly params: ReadonlyMap<string, JsonTree>;
}

/** Text that is no frame, with as much of it as a reply can name. */
export interface NoFrame {
  readonly problem: string;
  readonly type: string;
  readonly requestId: string | null;
}

/** Longer ones are nobody's names. */
const LONGEST_NAME = 200;

/** What came in bytes and not as text. */
export const BYTES: NoFrame = { problem: "The frame is binary; requests are text.", type: "error", requestId: null };

/** Reads a frame exactly: integers keep their digits, and `__proto__` is a key like any other. */
export function readFrame(text: string): Frame | NoFrame {
  const tree = parsed(text);
  if (typeof tree === "string") return { problem: tree, type: "error", requestId: null };
  if (!(tree instanceof Map)) return { problem: "The frame is no JSON object.", type: "error", requestId: null };
  const members = tree as ReadonlyMap<string, JsonTree>;
  const [type, requestId, params] = [members.get("type"), members.get("requestId"), members.get("params") ?? new Map()];
  const named = { type: isName(type) ? type : "error", requestId: isName(requestId) ? requestId : null };
  if (!isName(type)) return { ...named, problem: nameless("type", type) };
  if (!isName(requestId)) return { ...named, problem: nameless("requestId", requestId) };
  if (!(params instanceof Map)) return { ...named, problem: "The frame's params are no object." };
  return { type, requestId, params: params as ReadonlyMap<string, JsonTree> };
}

/** What is answered to text that is no frame. */
export function badFrame({ type, requestId, problem }: NoFrame): Omit<Reply, "timestamp"> {
  return {
    type,
    requestId,
    success: false,
    data: null,
    error: `usage: ${problem}`,
    message: 'Send {"type": "eventLog.…", "requestId": "…", "params": {…}}.',
  };
}

function isName(value: JsonTree | undefined): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_NAME;
}

function nameless(member: string, value: JsonTree | undefined): string {
  return value === undefined
    ? `The frame has no ${member}.`
    : `The frame's ${member} is no text of 1 to ${LONGEST_NAME} characters.`;
}

/** The tree, or in a sentence why there is none; the frame of a JSON string is no frame either. */
function parsed(text: string): JsonTree {
  try {
    const tree = parseJson(text);
    return typeof tree === "string" ? "The frame is no JSON object." : tree;
  } catch (thrown) {
    if (thrown instanceof JsonError) return `The frame is not JSON: ${thrown.message} (at ${thrown.offset}).`;
    throw thrown;
  }
}
