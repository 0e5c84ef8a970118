import { bind } from "../../server/src/query/bind.ts";
import type { BindSettings, BoundDocument } from "../../server/src/query/bind.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import type { Problem } from "../../server/src/syntax/problem.ts";
import { catalog } from "./worlds.ts";

/** A text read against the tests' catalog; problems of its syntax fail the test. */
export function bound(text: string, settings: Partial<BindSettings> = {}): BoundDocument {
  const { document, problems } = parse(text);
  if (problems.length > 0)
    throw new Error(`the test's text has wrong syntax: ${problems.map(({ message }) => message).join("; ")}`);
  return bind(document, catalog, { timeZone: "UTC", ...settings });
}

/** The problems of a text, each as `code ⟦what it is about⟧ → the text after its first fix`. */
export function told(text: string, settings: Partial<BindSettings> = {}): string[] {
  return bound(text, settings).problems.map((problem) => line(text, problem));
}

function line(text: string, { code, severity, span, fixes }: Problem): string {
  const sign = severity === "error" ? "" : `${severity}: `;
  const [fix] = fixes ?? [];
  return `${sign}${code} ⟦${text.slice(span.start, span.end)}⟧${fix ? ` → ${fixed(text, fix)}` : ""}`;
}

/** The part of the text that a fix changes, after the change, with the words around it. */
function fixed(text: string, fix: NonNullable<Problem["fixes"]>[number]): string {
  return fix.edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((result, edit) => result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end), text)
    .replaceAll(/\s+/g, " ")
    .trim();
}
