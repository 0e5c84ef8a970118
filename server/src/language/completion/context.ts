import type { Span } from "../../base/span.ts";
import type { QueryNode } from "../../syntax/ast.ts";
import { walk } from "../nodes.ts";
import type { Snapshot } from "../snapshot.ts";
import { scan } from "./scan.ts";
import type { Scan } from "./scan.ts";
import { tokensBefore } from "./tokens.ts";
import type { Token } from "./tokens.ts";

/** Where the cursor is: what is being written, what stands before it, and which query it is in. */
export interface Context {
  readonly snapshot: Snapshot;
  readonly offset: number;
  /** The text that an item replaces: the word or literal around the cursor, or nothing at the cursor. */
  readonly span: Span;
  /** The kind of what is being written; undefined between words. */
  readonly writing: Token["kind"] | undefined;
  readonly before: Scan;
  /** The query around the cursor, as it was parsed. */
  readonly query: QueryNode | undefined;
}

/** Undefined where nothing can be suggested: in a comment, in a number. */
export function contextAt(snapshot: Snapshot, offset: number): Context | undefined {
  const tokens = tokensBefore(snapshot, offset);
  const last = tokens.at(-1);
  if (last && isInsideComment(last, offset)) return undefined;
  const current = last && isBeingWritten(last, offset) ? last : undefined;
  if (current?.kind === "literal") return undefined;
  const before = scan(current ? tokens.slice(0, -1) : tokens);
  const span = { start: current?.span.start ?? offset, end: current?.closed ? current.span.end : offset };
  return { snapshot, offset, span, writing: current?.kind, before, query: queryFrom(snapshot, before) };
}

function isInsideComment({ kind, span, text, closed }: Token, offset: number): boolean {
  if (kind !== "comment") return false;
  return offset < span.end || (offset === span.end && (!text.startsWith("/*") || !closed));
}

function isBeingWritten({ kind, span, closed }: Token, offset: number): boolean {
  if (offset < span.end) return true;
  if (offset > span.end) return false;
  if (kind === "string" || kind === "quoted") return !closed;
  return kind !== "symbol" && kind !== "comment";
}

/** The query whose `from` the pieces before the cursor lead to. */
function queryFrom({ document }: Snapshot, { from, clause }: Scan): QueryNode | undefined {
  if (clause === undefined || clause === "param") return undefined;
  for (const node of walk(document)) if (node.kind === "query" && node.from.start === from) return node;
  return undefined;
}
