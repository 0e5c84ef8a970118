import type { Problem } from "../syntax/problem.ts";
import { rules } from "./rules/index.ts";
import type { Snapshot } from "./snapshot.ts";

/** What is wrong with a text: its grammar, its meaning, and what the rules find; in text order, the graver first. */
export function diagnostics(snapshot: Snapshot): readonly Problem[] {
  const found = [...snapshot.syntaxProblems, ...snapshot.bound.problems];
  for (const rule of rules) found.push(...rule(snapshot));
  return found
    .map(quietly)
    .sort((a, b) => a.span.start - b.span.start || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** What the hint behind a time tells anyway is not underlined as well. */
function quietly(problem: Problem): Problem {
  return problem.code === "time.no-zone" ? { ...problem, severity: "hint" } : problem;
}

const SEVERITIES: readonly Problem["severity"][] = ["error", "warning", "information", "hint"];
