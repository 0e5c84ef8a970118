import type { Note } from "../../protocol/results.ts";
import type { Query } from "../query/query.ts";
import type { LogScan, Plan, Scan } from "./plan.ts";
import { printClauses, printSource } from "./text.ts";

/** The plan for people: what each source is asked, what is done here afterwards, and why. */
export function explain(plan: Plan): string {
  return [...explainRows(plan), ...why(plan.notes)].join("\n");
}

/** A comparison for people: the plans of its two sides, and what is done with their rows. */
export function explainComparison(
  query: Query,
  sides: readonly (readonly [title: string, plan: Plan])[],
  notes: readonly Note[],
): string {
  const { compare, expect } = query;
  const then = printClauses({ from: query.from, ...(compare && { compare }), ...(expect && { expect }) });
  return [
    ...sides.flatMap(([title, plan]) => [title, ...indented(explainRows(plan))]),
    "then here",
    ...indented(then),
    ...why(notes),
  ].join("\n");
}

function explainRows(plan: Plan): readonly string[] {
  return [...plan.scans.flatMap(explainScan), ...explainHere(plan)];
}

/** Each reason once. */
function why(notes: readonly Note[]): readonly string[] {
  const messages = [...new Set(notes.map(({ message }) => message))];
  return messages.length === 0 ? [] : ["why", ...indented(messages)];
}

function explainScan(scan: Scan): readonly string[] {
  if (scan.kind === "log") return [`at ${printSource(scan.source)}`, ...indented(clausesOrAll(scan))];
  return [`rows of ${scan.name}`, ...indented(explainRows(scan.plan))];
}

function clausesOrAll({ query }: LogScan): readonly string[] {
  const clauses = printClauses(query);
  return clauses.length > 0 ? clauses : ["every event"];
}

function explainHere({ scans, residual }: Plan): readonly string[] {
  const clauses = printClauses(residual);
  const merge = scans.length > 1 ? ["merge by time"] : [];
  if (scans.length === 0) return ["here", "  no source is asked, because no event can pass", ...indented(clauses)];
  return [
    "here",
    ...indented(
      merge.length + clauses.length > 0 ? [...merge, ...clauses] : ["nothing: the rows are passed on as they come"],
    ),
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
