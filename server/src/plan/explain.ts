import type { LogScan, Plan, Scan } from "./plan.ts";
import { printClauses, printSource } from "./text.ts";

/** The plan for people: what each source is asked, what is done here afterwards, and why. */
export function explain(plan: Plan): string {
  const lines = [...plan.scans.flatMap(explainScan), ...explainHere(plan)];
  if (plan.notes.length > 0) lines.push("why", ...plan.notes.map(({ message }) => `  ${message}`));
  return lines.join("\n");
}

function explainScan(scan: Scan): readonly string[] {
  if (scan.kind === "log") return [`at ${printSource(scan.source)}`, ...indented(clausesOrAll(scan))];
  return [`rows of ${scan.name}`, ...indented([...scan.plan.scans.flatMap(explainScan), ...explainHere(scan.plan)])];
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
