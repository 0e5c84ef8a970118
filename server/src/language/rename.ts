import type { Span } from "../base/span.ts";
import { EvqError } from "../base/failure.ts";
import type { Reference } from "../query/bind.ts";
import type { Edit } from "../syntax/problem.ts";
import { occurrences, referenceAt } from "./references.ts";
import type { Snapshot } from "./snapshot.ts";

/** What would be renamed at an offset: the place and the name as it is. Names of sources and fields are not ours to change. */
export function renamable(
  snapshot: Snapshot,
  offset: number,
): { readonly span: Span; readonly name: string } | undefined {
  const reference = referenceAt(snapshot, offset);
  if (!reference || !canRename(reference)) return undefined;
  return { span: nameSpan(snapshot, reference), name: reference.name };
}

/**
 * The edits that give the `let`, `param` or column at an offset another name everywhere.
 * @throws EvqError `usage` when there is nothing to rename, or the new name is no name or taken
 */
export function rename(snapshot: Snapshot, offset: number, newName: string): readonly Edit[] {
  const reference = referenceAt(snapshot, offset);
  if (!reference || !canRename(reference)) {
    throw new EvqError(
      "usage",
      "There is no name here that can be changed.",
      "Put the cursor on the name of a let, a param or a column.",
    );
  }
  const name = newName.replace(/^\$/, "");
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new EvqError("usage", `"${name}" is no name.`, "Use letters, digits and _, and do not begin with a digit.");
  }
  const taken = snapshot.bound.references.some(
    (other) => other.defines === true && other.kind === reference.kind && other.name === name,
  );
  if (taken && name !== reference.name) {
    throw new EvqError("usage", `There is a ${reference.kind} with the name ${name} already.`, "Choose another name.");
  }
  return occurrences(snapshot, reference).map((place) => ({ span: nameSpan(snapshot, place), text: name }));
}

function canRename({ kind, definition }: Reference): boolean {
  return definition !== undefined && (kind === "let" || kind === "parameter" || kind === "column");
}

/** The name without the `$` of a parameter. */
function nameSpan({ text }: Snapshot, { span }: Reference): Span {
  return text[span.start] === "$" ? { start: span.start + 1, end: span.end } : span;
}
