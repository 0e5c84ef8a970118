import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { questions } from "./questions.ts";
import type { RealLog, RealRecord } from "./questions.ts";

/**
 * `npm run check:real -- DIR`: imports the real logs of a folder into a throw-away store with the command line, asks
 * the questions of `questions.ts`, and checks every answer against a count made here without EVQ.
 */
function main(folder: string | undefined): number {
  if (!folder || !existsSync(folder)) {
    console.error(`check:real needs the folder of the real logs, and ${folder ?? "none"} was given or is not there.`);
    console.error("Usage: npm run check:real -- DIR, where DIR holds aws-cloudtrail.ndjson and windows-events.ndjson");
    return 2;
  }
  const store = mkdtempSync(join(tmpdir(), "evq-real-"));
  try {
    const records = {
      cloudtrail: readLog(folder, "aws-cloudtrail.ndjson"),
      windows: readLog(folder, "windows-events.ndjson"),
    };
    importLog(folder, store, "aws-cloudtrail.ndjson", "cloudtrail", [
      "--timestamp",
      "@timestamp",
      "--type",
      "eventName",
      "--actor",
      "userIdentity.arn",
      "--id",
      "eventID",
    ]);
    importLog(folder, store, "windows-events.ndjson", "windows", [
      "--timestamp",
      "@timestamp",
      "--type",
      "EventID",
      "--stream",
      "Hostname",
    ]);
    return ask(records, store);
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
}

function ask(records: Readonly<Record<RealLog, readonly RealRecord[]>>, store: string): number {
  let failed = 0;
  for (const { title, log, text, parameters, count } of questions) {
    const given = Object.entries(parameters ?? {}).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
    const answer = JSON.parse(evq(["run", "-", "--format", "json", "--store", store, ...given], text)) as Answer;
    const expected = count(records[log]);
    const equal =
      JSON.stringify(answer.rows) === JSON.stringify(expected) && answer.completeness.verdict === "complete";
    if (!equal) failed++;
    console.log(`\n## ${title}\n\n${text.trim()}\n`);
    console.log(evq(["run", "-", "--format", "markdown", "--store", store, ...given], text).trim());
    console.log(
      equal
        ? "\nequal to the independent count"
        : `\nNOT EQUAL to the independent count:\n${JSON.stringify(expected)}\nEVQ said:\n${JSON.stringify(answer.rows)}`,
    );
  }
  console.log(`\n${questions.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  readonly completeness: { readonly verdict: string };
}

function readLog(folder: string, file: string): readonly RealRecord[] {
  const lines = readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as RealRecord);
}

function importLog(folder: string, store: string, file: string, log: string, mapping: readonly string[]): void {
  evq(["import", join(folder, file), "--into", log, "--store", store, ...mapping], "");
}

function evq(words: readonly string[], input: string): string {
  const cli = resolve(import.meta.dirname, "../../dist/cli.js");
  return execFileSync(process.execPath, [cli, ...words], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "inherit"],
  });
}

process.exitCode = main(process.argv[2]);
