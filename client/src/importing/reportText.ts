import type { ImportReport } from "../../../server/protocol/imports.ts";

/** One sentence or two for a notification: what came in, what was there already, what was guessed, what could not be read. */
export function summary(file: string, report: ImportReport): string {
  const { log, appended, before, repeated, badCount, guessed, mapping } = report;
  const parts = [`Imported ${count(appended, "event")} from ${file} into local.${log}.`];
  if (before > 0) parts.push(`${count(before, "record")} were imported before.`);
  if (repeated > 0) parts.push(`${count(repeated, "event")} were there already.`);
  if (badCount > 0) parts.push(`${count(badCount, "line")} could not be read.`);
  const guesses = guessed.filter((name) => mapping[name] !== undefined).map((name) => `${name} = ${mapping[name]}`);
  if (guesses.length > 0) parts.push(`Guessed: ${guesses.join(", ")}.`);
  return parts.join(" ");
}

/** The lines that could not be read, with their reasons. */
export function badLines(file: string, { bad, badCount, format }: ImportReport): string {
  const unit = format === "json" ? "Record" : "Line";
  const lines = bad.map(({ number, reason }) => `${unit} ${number}: ${reason}`);
  const more = badCount > bad.length ? [`… and ${(badCount - bad.length).toLocaleString("en-US")} more.`] : [];
  return [`Of ${file}, ${count(badCount, unit.toLowerCase())} could not be read:`, "", ...lines, ...more, ""].join(
    "\n",
  );
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
